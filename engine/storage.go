package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/prometheus/common/model"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// header announces one series; its samples follow in the binary part of the request.
type header struct {
	Labels map[string]string
	Count  int
}

// memory is a storage of series sorted by labels, so that answers come in the same order every time.
type memory []memorySeries

type memorySeries struct {
	labels  labels.Labels
	samples []chunks.Sample
}

// ingest stores series as a Prometheus 3 server does when it scrapes them: empty labels are no labels, bucket bounds
// and quantiles are normalised, and what a server refuses is an error here.
//
// Samples arrive as bytes, 16 for each: seconds and value as little-endian float64. JSON has neither NaN nor the
// staleness marker, and parsing each number costs more than most queries.
func ingest(headers []header, bytes []byte) (memory, error) {
	data := make(memory, 0, len(headers))
	for _, h := range headers {
		lset, err := normalised(h.Labels)
		if err != nil {
			return nil, err
		}
		samples := make([]chunks.Sample, h.Count)
		for i := range samples {
			seconds := math.Float64frombits(binary.LittleEndian.Uint64(bytes[:8]))
			v := math.Float64frombits(binary.LittleEndian.Uint64(bytes[8:16]))
			bytes = bytes[16:]
			// JavaScript's NaN has other bits than Prometheus' one.
			if math.IsNaN(v) && !value.IsStaleNaN(v) {
				v = math.Float64frombits(value.NormalNaN)
			}
			samples[i] = sample{milliseconds(seconds), v}
			if i > 0 && samples[i].T() <= samples[i-1].T() {
				return nil, fmt.Errorf("series %s: the sample at %v s follows one at %v s, but samples must be in ascending order of time",
					lset, seconds, float64(samples[i-1].T())/1000)
			}
		}
		data = append(data, memorySeries{lset, samples})
	}
	slices.SortFunc(data, func(a, b memorySeries) int { return labels.Compare(a.labels, b.labels) })
	for i := 1; i < len(data); i++ {
		if labels.Equal(data[i-1].labels, data[i].labels) {
			return nil, fmt.Errorf("series %s is given twice (label values are compared as the server stores them)", data[i].labels)
		}
	}
	return data, nil
}

func normalised(given map[string]string) (labels.Labels, error) {
	builder := labels.NewScratchBuilder(len(given))
	name := given[model.MetricNameLabel]
	for label, v := range given {
		if v == "" {
			continue
		}
		// The server decides by the metric's type. Samples carry none, so the name and the label have to tell.
		if (label == model.BucketLabel && strings.HasSuffix(name, "_bucket")) || label == model.QuantileLabel {
			if number, err := strconv.ParseFloat(v, 64); err == nil {
				v = labels.FormatOpenMetricsFloat(number)
			}
		}
		builder.Add(label, v)
	}
	builder.Sort()
	lset := builder.Labels()
	if name == "" {
		return lset, fmt.Errorf("series %s: missing metric name (%s label)", lset, model.MetricNameLabel)
	}
	if !lset.IsValid(model.UTF8Validation) {
		return lset, fmt.Errorf("series %s: invalid metric name or label names", lset)
	}
	return lset, nil
}

// milliseconds rounds as the server's API does; truncating would turn 1.001 s into 1000 ms.
func milliseconds(seconds float64) int64 { return int64(math.Round(seconds * 1000)) }

type sample struct {
	t int64
	v float64
}

func (s sample) T() int64                    { return s.t }
func (s sample) F() float64                  { return s.v }
func (sample) ST() int64                     { return 0 }
func (sample) H() *histogram.Histogram       { return nil }
func (sample) FH() *histogram.FloatHistogram { return nil }
func (sample) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (s sample) Copy() chunks.Sample         { return s }

// Querier implements storage.Queryable.
func (data memory) Querier(mint, maxt int64) (storage.Querier, error) {
	return querier{data, mint, maxt}, nil
}

type querier struct {
	data       memory
	mint, maxt int64
}

// each calls do for every series that matches and has samples between mint and maxt, with those samples.
func (q querier) each(matchers []*labels.Matcher, do func(labels.Labels, []chunks.Sample)) {
next:
	for _, s := range q.data {
		for _, m := range matchers {
			if !m.Matches(s.labels.Get(m.Name)) {
				continue next
			}
		}
		from := sort.Search(len(s.samples), func(i int) bool { return s.samples[i].T() >= q.mint })
		to := sort.Search(len(s.samples), func(i int) bool { return s.samples[i].T() > q.maxt })
		if from < to {
			do(s.labels, s.samples[from:to])
		}
	}
}

func (q querier) Select(_ context.Context, _ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	set := &seriesSet{at: -1}
	q.each(matchers, func(l labels.Labels, s []chunks.Sample) {
		set.series = append(set.series, storage.NewListSeries(l, s))
	})
	return set
}

func (q querier) LabelValues(_ context.Context, name string, _ *storage.LabelHints, matchers ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	values := []string{}
	q.each(matchers, func(l labels.Labels, _ []chunks.Sample) {
		if v := l.Get(name); v != "" {
			values = append(values, v)
		}
	})
	slices.Sort(values)
	return slices.Compact(values), nil, nil
}

func (q querier) LabelNames(_ context.Context, _ *storage.LabelHints, matchers ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	names := []string{}
	q.each(matchers, func(l labels.Labels, _ []chunks.Sample) {
		l.Range(func(label labels.Label) { names = append(names, label.Name) })
	})
	slices.Sort(names)
	return slices.Compact(names), nil, nil
}

func (querier) Close() error { return nil }

type seriesSet struct {
	series []storage.Series
	at     int
}

func (s *seriesSet) Next() bool                      { s.at++; return s.at < len(s.series) }
func (s *seriesSet) At() storage.Series              { return s.series[s.at] }
func (*seriesSet) Err() error                        { return nil }
func (*seriesSet) Warnings() annotations.Annotations { return nil }

// chosen turns a request's selector and range into matchers and a querier, with the server's own refusals.
func chosen(data memory, asked request) (storage.Querier, []*labels.Matcher, error) {
	mint, maxt := int64(math.MinInt64), int64(math.MaxInt64)
	if asked.Range != nil {
		mint, maxt = milliseconds(asked.Range.Start), milliseconds(asked.Range.End)
		if maxt < mint {
			return nil, nil, errors.New("end timestamp must not be before start time")
		}
	}
	var matchers []*labels.Matcher
	if asked.Selector != "" {
		var err error
		if matchers, err = promqlParser.ParseMetricSelector(asked.Selector); err != nil {
			return nil, nil, err
		}
		if !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches("") }) {
			return nil, nil, errors.New("match[] must contain at least one non-empty matcher")
		}
	}
	q, err := data.Querier(mint, maxt)
	return q, matchers, err
}

func labelValues(data memory, asked request) (any, error) {
	if !model.UTF8Validation.IsValidLabelName(asked.Label) {
		return nil, fmt.Errorf("invalid label name: %q", asked.Label)
	}
	q, matchers, err := chosen(data, asked)
	if err != nil {
		return nil, err
	}
	values, _, err := q.LabelValues(context.Background(), asked.Label, nil, matchers...)
	return values, err
}

func labelNames(data memory, asked request) (any, error) {
	q, matchers, err := chosen(data, asked)
	if err != nil {
		return nil, err
	}
	names, _, err := q.LabelNames(context.Background(), nil, matchers...)
	return names, err
}

func series(data memory, asked request) (any, error) {
	if asked.Selector == "" {
		return nil, errors.New("no match[] parameter provided")
	}
	q, matchers, err := chosen(data, asked)
	if err != nil {
		return nil, err
	}
	found := []labels.Labels{}
	set := q.Select(context.Background(), true, nil, matchers...)
	for set.Next() {
		found = append(found, set.At().Labels())
	}
	return found, set.Err()
}
