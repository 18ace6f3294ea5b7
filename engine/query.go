package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// What a server does that was started without feature flags.
var (
	promqlParser = parser.NewParser(parser.Options{})
	engine       = promql.NewEngine(promql.EngineOpts{
		MaxSamples: 50_000_000,
		// The engine wants a limit, but nothing interrupts a running query here: Go has only this one thread.
		Timeout:              2 * time.Minute,
		LookbackDelta:        5 * time.Minute,
		EnableAtModifier:     true,
		EnableNegativeOffset: true,
		// A subquery without a step takes the server's evaluation interval, one minute by default.
		NoStepSubqueryIntervalFn: func(int64) int64 { return time.Minute.Milliseconds() },
		Parser:                   promqlParser,
	})
)

// query is an instant query where Time is set, else a range query. All in seconds.
type query struct {
	Expr             string
	Time             *float64
	Start, End, Step float64
}

type reply struct {
	ResultType string     `json:"resultType"`
	Result     any        `json:"result,omitempty"`
	Error      string     `json:"error,omitempty"`
	Warnings   []string   `json:"warnings"`
	Infos      []string   `json:"infos"`
	Statistics statistics `json:"statistics"`
}

type statistics struct {
	TotalQueryableSamples int64 `json:"totalQueryableSamples"`
	PeakSamples           int   `json:"peakSamples"`
}

func evaluate(data memory, queries []query) []reply {
	replies := make([]reply, len(queries))
	for i, q := range queries {
		replies[i] = evaluateOne(data, q)
	}
	return replies
}

func evaluateOne(data memory, q query) reply {
	r := reply{Warnings: []string{}, Infos: []string{}}
	result, err := q.run(data, &r)
	if err == nil {
		r.ResultType = string(result.Type())
		r.Result, err = plain(result)
	}
	if err != nil {
		r.ResultType, r.Error = "error", err.Error()
	}
	return r
}

func (q query) run(data memory, r *reply) (parser.Value, error) {
	prepared, err := q.prepare(data)
	if err != nil {
		return nil, err
	}
	// Not closed: Close returns the result's memory to a pool while the reply still has to be written from it.
	outcome := prepared.Exec(context.Background())
	r.Warnings, r.Infos = outcome.Warnings.AsStrings(q.Expr, 0, 0)
	// They come out of a map.
	slices.Sort(r.Warnings)
	slices.Sort(r.Infos)
	measured := prepared.Stats().Samples
	r.Statistics = statistics{measured.TotalSamples, measured.PeakSamples}
	return outcome.Value, outcome.Err
}

// prepare parses the expression. Its refusals of a range are those of the server's HTTP API, which the engine behind
// it does not check.
func (q query) prepare(data memory) (promql.Query, error) {
	if q.Time != nil {
		return engine.NewInstantQuery(context.Background(), data, nil, q.Expr, time.UnixMilli(milliseconds(*q.Time)))
	}
	start, end := time.UnixMilli(milliseconds(q.Start)), time.UnixMilli(milliseconds(q.End))
	step := time.Duration(milliseconds(q.Step)) * time.Millisecond
	if end.Before(start) {
		return nil, errors.New("end timestamp must not be before start time")
	}
	if step <= 0 {
		return nil, errors.New("zero or negative query resolution step widths are not accepted. Try a positive integer")
	}
	if end.Sub(start)/step > 11000 {
		return nil, errors.New("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)")
	}
	return engine.NewRangeQuery(context.Background(), data, nil, q.Expr, start, end, step)
}

type instant struct {
	Labels labels.Labels `json:"labels"`
	Value  number        `json:"value"`
}

type line struct {
	Labels  labels.Labels `json:"labels"`
	Samples points        `json:"samples"`
}

// plain turns a result into what JSON can carry.
func plain(result parser.Value) (any, error) {
	switch v := result.(type) {
	case promql.Scalar:
		return number(v.V), nil
	case promql.String:
		return v.V, nil
	case promql.Vector:
		instants := make([]instant, len(v))
		for i, s := range v {
			if s.H != nil {
				return nil, errNativeHistogram
			}
			instants[i] = instant{s.Metric, number(s.F)}
		}
		return instants, nil
	case promql.Matrix:
		lines := make([]line, len(v))
		for i, s := range v {
			if len(s.Histograms) > 0 {
				return nil, errNativeHistogram
			}
			lines[i] = line{s.Metric, s.Floats}
		}
		return lines, nil
	}
	return nil, fmt.Errorf("unexpected result of type %T", result)
}

var errNativeHistogram = errors.New("native histograms are not supported here")

type number float64

func (n number) MarshalJSON() ([]byte, error) { return appendNumber(nil, float64(n)), nil }

// points are written in one go: one call of MarshalJSON for each sample would cost more than the query.
type points []promql.FPoint

func (p points) MarshalJSON() ([]byte, error) {
	text := append(make([]byte, 0, 32*len(p)+2), '[')
	for i, point := range p {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, '[')
		text = strconv.AppendFloat(text, float64(point.T)/1000, 'f', -1, 64)
		text = append(text, ',')
		text = appendNumber(text, point.F)
		text = append(text, ']')
	}
	return append(text, ']'), nil
}

func appendNumber(text []byte, f float64) []byte {
	switch {
	case value.IsStaleNaN(f):
		return append(text, `"stale"`...)
	case math.IsNaN(f):
		return append(text, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(text, `"+Inf"`...)
	case math.IsInf(f, -1):
		return append(text, `"-Inf"`...)
	}
	return strconv.AppendFloat(text, f, 'g', -1, 64)
}

// parseSeries reads a series as `promtool test rules` writes it: the first value at start, each next one an interval
// later. The parser is promtool's own, so that the notation cannot drift from it.
func parseSeries(notation string, start, interval float64) (any, error) {
	lset, values, err := promqlParser.ParseSeriesDesc(notation)
	if err != nil {
		return nil, err
	}
	if interval <= 0 {
		return nil, fmt.Errorf("the interval between samples must be positive, not %v s", interval)
	}
	samples := points{}
	for i, v := range values {
		if v.Histogram != nil {
			return nil, errNativeHistogram
		}
		if !v.Omitted {
			samples = append(samples, promql.FPoint{T: milliseconds(start + float64(i)*interval), F: v.Value})
		}
	}
	return line{lset, samples}, nil
}
