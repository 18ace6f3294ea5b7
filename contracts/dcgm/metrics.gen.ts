// Generated from the recordings and contract.yaml beside it by `npm run contracts`. Do not edit.
import { counter, gauge, type Exporter } from "../metric.ts";

const exporter: Exporter = {"name":"dcgm","title":"GPU exporter","heartbeat":"DCGM_FI_DEV_GPU_TEMP"};
const target = { job: "any", instance: "any" } as const;

/**
 * Number of remapped rows for correctable errors
 *
 * counter, rows. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Data-centre cards only.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:75
 */
export const DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS = counter(exporter, "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * Decoder utilization (in %).
 *
 * gauge, percent. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Appears late: Not for a card cut into MIG slices, where the line is left out, or 0.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:36
 */
export const DCGM_FI_DEV_DEC_UTIL = gauge(exporter, "DCGM_FI_DEV_DEC_UTIL", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Encoder utilization (in %).
 *
 * gauge, percent. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Appears late: Not for a card cut into MIG slices, where the line is left out, or 0.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:33
 */
export const DCGM_FI_DEV_ENC_UTIL = gauge(exporter, "DCGM_FI_DEV_ENC_UTIL", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Framebuffer memory free (in MiB).
 *
 * gauge, MiB. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:42
 */
export const DCGM_FI_DEV_FB_FREE = gauge(exporter, "DCGM_FI_DEV_FB_FREE", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Framebuffer memory reserved (in MiB).
 *
 * gauge, MiB. Recorded: 4.5.3 (busy, idle, xid), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:59
 */
export const DCGM_FI_DEV_FB_RESERVED = gauge(exporter, "DCGM_FI_DEV_FB_RESERVED", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * Framebuffer memory used (in MiB).
 *
 * gauge, MiB. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:45
 */
export const DCGM_FI_DEV_FB_USED = gauge(exporter, "DCGM_FI_DEV_FB_USED", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * GPU temperature (in C).
 *
 * gauge, celsius. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:9
 */
export const DCGM_FI_DEV_GPU_TEMP = gauge(exporter, "DCGM_FI_DEV_GPU_TEMP", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * GPU utilization (in %).
 *
 * gauge, percent. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Appears late: Not for a card cut into MIG slices, where the line is left out, or 0.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:27
 */
export const DCGM_FI_DEV_GPU_UTIL = gauge(exporter, "DCGM_FI_DEV_GPU_UTIL", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Memory temperature (in C).
 *
 * gauge, celsius. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Cards with a memory sensor only.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:11
 */
export const DCGM_FI_DEV_MEMORY_TEMP = gauge(exporter, "DCGM_FI_DEV_MEMORY_TEMP", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * Memory clock frequency (in MHz).
 *
 * gauge, MHz. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:6
 */
export const DCGM_FI_DEV_MEM_CLOCK = gauge(exporter, "DCGM_FI_DEV_MEM_CLOCK", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Memory utilization (in %).
 *
 * gauge, percent. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Appears late: Not for a card cut into MIG slices, where the line is left out, or 0.
 * Memory bandwidth, not memory used.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:30
 */
export const DCGM_FI_DEV_MEM_COPY_UTIL = gauge(exporter, "DCGM_FI_DEV_MEM_COPY_UTIL", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Total number of NVLink bandwidth counters for all lanes.
 *
 * counter. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:63
 */
export const DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL = counter(exporter, "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * Total number of PCIe retries.
 *
 * counter, retries. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:24
 */
export const DCGM_FI_DEV_PCIE_REPLAY_COUNTER = counter(exporter, "DCGM_FI_DEV_PCIE_REPLAY_COUNTER", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Total number of bytes received through PCIe RX (in KB) via NVML.
 *
 * counter, KB. Recorded: 3.1.7 (busy, idle).
 * Appears late: 3.1 only.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:21
 */
export const DCGM_FI_DEV_PCIE_RX_THROUGHPUT = counter(exporter, "DCGM_FI_DEV_PCIE_RX_THROUGHPUT", { ...target, DCGM_FI_DRIVER_VERSION: "any", Hostname: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" }, { variants: ["3.1.7"] });

/**
 * Total number of bytes transmitted through PCIe TX (in KB) via NVML.
 *
 * counter, KB. Recorded: 3.1.7 (busy, idle).
 * Appears late: 3.1 only.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:18
 */
export const DCGM_FI_DEV_PCIE_TX_THROUGHPUT = counter(exporter, "DCGM_FI_DEV_PCIE_TX_THROUGHPUT", { ...target, DCGM_FI_DRIVER_VERSION: "any", Hostname: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" }, { variants: ["3.1.7"] });

/**
 * Power draw (in W).
 *
 * gauge, W. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:12
 */
export const DCGM_FI_DEV_POWER_USAGE = gauge(exporter, "DCGM_FI_DEV_POWER_USAGE", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Whether remapping of rows has failed
 *
 * gauge. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Data-centre cards only.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:79
 */
export const DCGM_FI_DEV_ROW_REMAP_FAILURE = gauge(exporter, "DCGM_FI_DEV_ROW_REMAP_FAILURE", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * SM clock frequency (in MHz).
 *
 * gauge, MHz. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:3
 */
export const DCGM_FI_DEV_SM_CLOCK = gauge(exporter, "DCGM_FI_DEV_SM_CLOCK", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Total energy consumption since boot (in mJ).
 *
 * counter, mJ. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname, pci_bus_id.
 * A counter although its name has no _total.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:15
 */
export const DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION = counter(exporter, "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Number of remapped rows for uncorrectable errors
 *
 * counter, rows. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Data-centre cards only.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:71
 */
export const DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS = counter(exporter, "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * vGPU License status
 *
 * gauge. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:67
 */
export const DCGM_FI_DEV_VGPU_LICENSE_STATUS = gauge(exporter, "DCGM_FI_DEV_VGPU_LICENSE_STATUS", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * Value of the last XID error encountered.
 *
 * gauge, code. Recorded: 4.5.3 (busy, idle, xid), 3.1.7 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, err_code, err_msg, hostname, pci_bus_id.
 * The code of the last XID error, not a count. 0 means none. Stays until the driver is reloaded.
 * Seen at contracts/dcgm/recordings/3.1.7-3.1.4.geforce.busy.prom:39
 */
export const DCGM_FI_DEV_XID_ERRORS = gauge(exporter, "DCGM_FI_DEV_XID_ERRORS", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any" });

/**
 * Ratio of cycles the device memory interface is active sending or receiving data.
 *
 * gauge, ratio. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Data-centre cards only (Volta and later); not among the default counters of 3.1.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:91
 */
export const DCGM_FI_PROF_DRAM_ACTIVE = gauge(exporter, "DCGM_FI_PROF_DRAM_ACTIVE", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * Ratio of time the graphics engine is active.
 *
 * gauge, ratio. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Data-centre cards only (Volta and later); not among the default counters of 3.1.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:83
 */
export const DCGM_FI_PROF_GR_ENGINE_ACTIVE = gauge(exporter, "DCGM_FI_PROF_GR_ENGINE_ACTIVE", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * The rate of data received over the PCIe bus - including both protocol headers and data payloads - in bytes per second.
 *
 * gauge, bytes/s. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Data-centre cards only; not among the default counters of 3.1.
 * A rate already, although its name ends in _BYTES. Never rate it again.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:99
 */
export const DCGM_FI_PROF_PCIE_RX_BYTES = gauge(exporter, "DCGM_FI_PROF_PCIE_RX_BYTES", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * The rate of data transmitted over the PCIe bus - including both protocol headers and data payloads - in bytes per second.
 *
 * gauge, bytes/s. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Data-centre cards only; not among the default counters of 3.1.
 * A rate already, although its name ends in _BYTES. Never rate it again.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:95
 */
export const DCGM_FI_PROF_PCIE_TX_BYTES = gauge(exporter, "DCGM_FI_PROF_PCIE_TX_BYTES", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });

/**
 * Ratio of cycles the tensor (HMMA) pipe is active.
 *
 * gauge, ratio. Recorded: 4.5.3 (busy, idle), main (busy, idle).
 * Not on every series, so not to be used: GPU_I_ID, GPU_I_PROFILE, Hostname, hostname.
 * Appears late: Data-centre cards only (Volta and later); not among the default counters of 3.1.
 * Seen at contracts/dcgm/recordings/4.5.3-4.8.2.datacenter.busy.prom:87
 */
export const DCGM_FI_PROF_PIPE_TENSOR_ACTIVE = gauge(exporter, "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", { ...target, DCGM_FI_DRIVER_VERSION: "any", UUID: "any", device: "any", gpu: "any", modelName: "any", pci_bus_id: "any" }, { variants: ["4.5.3","main"] });
