// Command engine is Prometheus' own PromQL engine behind one JavaScript function.
//
// It is built for GOOS=js: GOOS=wasip1 cannot compile Prometheus' dependencies. The program stays resident, because
// starting it costs far more than a query; every request is one call of the function that main publishes.
package main

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"syscall/js"
)

func main() {
	js.Global().Set("promqlEngine", js.FuncOf(func(_ js.Value, args []js.Value) any {
		samples := make([]byte, args[1].Length())
		js.CopyBytesToGo(samples, args[1])
		return respond(args[0].String(), samples)
	}))
	// A main that returns would end the program and take the function with it.
	select {}
}

// request is what the JavaScript side asks. Which fields count depends on Do.
type request struct {
	Do string

	// Data names series loaded before; with Do "load", the name to load them under. Where it is empty, Series are
	// the data of this one request.
	Data   string
	Series []header

	Queries []query

	Label    string
	Selector string
	Range    *struct{ Start, End float64 }

	Notation        string
	Start, Interval float64
}

// loaded holds the data of every "load", by name, for as long as the program runs.
var loaded = map[string]memory{}

// respond answers with JSON: {"result": …}, or {"error": "…"} where the request as a whole could not be answered.
// An expression that fails is not such a case: it is one answer among the others.
func respond(text string, samples []byte) (response string) {
	// An unrecovered panic would end the program, and with it every later request.
	defer func() {
		if reason := recover(); reason != nil {
			response = encode(map[string]any{"error": fmt.Sprintf("panic: %v\n\n%s", reason, debug.Stack())})
		}
	}()
	var asked request
	if err := json.Unmarshal([]byte(text), &asked); err != nil {
		return encode(map[string]any{"error": err.Error()})
	}
	result, err := answer(asked, samples)
	if err != nil {
		return encode(map[string]any{"error": err.Error()})
	}
	return encode(map[string]any{"result": result})
}

func answer(asked request, samples []byte) (any, error) {
	if asked.Do == "parseSeries" {
		return parseSeries(asked.Notation, asked.Start, asked.Interval)
	}
	data, known := loaded[asked.Data]
	if asked.Do == "load" || asked.Data == "" {
		var err error
		if data, err = ingest(asked.Series, samples); err != nil {
			return nil, err
		}
	} else if !known {
		return nil, fmt.Errorf("no series are loaded under the name %q", asked.Data)
	}
	switch asked.Do {
	case "load":
		loaded[asked.Data] = data
		return nil, nil
	case "evaluate":
		return evaluate(data, asked.Queries), nil
	case "labelValues":
		return labelValues(data, asked)
	case "labelNames":
		return labelNames(data, asked)
	case "series":
		return series(data, asked)
	}
	return nil, fmt.Errorf("unknown request %q", asked.Do)
}

func encode(response any) string {
	text, err := json.Marshal(response)
	if err != nil {
		panic(err)
	}
	return string(text)
}
