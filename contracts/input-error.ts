/** Input that cannot be used: one sentence that names the file, the place and the fix. Scripts print it and exit 2. */
export interface InputError extends Error {
  readonly name: "InputError";
}

/**
 * Builds the error for bad input.
 *
 * @param place File, and line where there is one: `stack.yaml:12`.
 * @param sentence What is wrong there and what to do about it.
 */
export const inputError = (place: string, sentence: string): InputError =>
  Object.assign(new Error(`${place}: ${sentence}`), { name: "InputError" as const });

/** Whether a thrown value is bad input (to be reported in one sentence) rather than a defect of ours. */
export const isInputError = (thrown: unknown): thrown is InputError =>
  thrown instanceof Error && thrown.name === "InputError";
