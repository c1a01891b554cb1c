// A stand-in for a chain binary, for tests of what runs nodes: static, so that it runs in an empty image too.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

var (
	flags      = flag.NewFlagSet("fakechain", flag.ExitOnError)
	home       = flags.String("home", "", "the node's home")
	_          = flags.String("chain-id", "", "given to init")
	exit       = flags.Int("exit", -1, "end at once with this code")
	say        = flags.String("say", "", "lines to write first, with | between them")
	ignoreTerm = flags.Bool("ignore-term", false, "go on after SIGTERM")
	silent     = flags.Bool("silent", false, "answer nothing")
	memory     = flags.Int("memory", 0, "use this many MiB after the first answer")
	rpc        = flags.String("rpc", "", "listen here for /status and /peers")
	p2p        = flags.String("p2p", "", "listen here and answer every byte")
	dial       = flags.String("dial", "", "send bytes here")
	lastEcho   atomic.Int64
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "version" {
		fmt.Println(`{"version":"0.0.1"}`)
		return
	}
	if len(os.Args) > 2 && os.Args[1] == "init" {
		check(flags.Parse(os.Args[3:]))
		initHome()
		return
	}
	check(flags.Parse(os.Args[2:]))
	if *say != "" {
		fmt.Fprintln(os.Stderr, strings.ReplaceAll(*say, "|", "\n"))
	}
	if *exit >= 0 {
		os.Exit(*exit)
	}
	if *ignoreTerm {
		go ignore()
	}
	if *p2p != "" {
		go echo(listen(*p2p))
	}
	if *dial != "" {
		go ping()
	}
	if *silent {
		select {}
	}
	serve(countStart())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

func initHome() {
	check(os.MkdirAll(filepath.Join(*home, "config"), 0o700))
	for name, text := range map[string]string{"genesis.json": `{"made":"by init"}`, "config.toml": "a = 1\n", "app.toml": "b = 2\n"} {
		check(os.WriteFile(filepath.Join(*home, "config", name), []byte(text), 0o600))
	}
}

// Each start leaves a mark in the home: the height that is told.
func countStart() int {
	path := filepath.Join(*home, "starts")
	marks, _ := os.ReadFile(path)
	check(os.WriteFile(path, append(marks, '.'), 0o600))
	return len(marks) + 1
}

func ignore() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	for range signals {
		fmt.Println("not now")
	}
}

func listen(address string) net.Listener {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Fprintln(os.Stderr, "panic: failed to listen:", err)
		os.Exit(2)
	}
	return listener
}

func echo(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		check(err)
		go func() { _, _ = io.Copy(connection, connection) }()
	}
}

// Keeps a connection alive, and notes when the last byte came back.
func ping() {
	for ; ; time.Sleep(20 * time.Millisecond) {
		connection, err := net.DialTimeout("tcp", *dial, time.Second)
		if err != nil {
			continue
		}
		answer := make([]byte, 1)
		for {
			_ = connection.SetDeadline(time.Now().Add(time.Second))
			if _, err = connection.Write([]byte{1}); err != nil {
				break
			}
			if _, err = io.ReadFull(connection, answer); err != nil {
				break
			}
			lastEcho.Store(time.Now().UnixMilli())
			time.Sleep(10 * time.Millisecond)
		}
		_ = connection.Close()
	}
}

func serve(starts int) {
	name := filepath.Base(*home)
	status, err := json.Marshal(map[string]any{"result": map[string]any{
		"node_info": map[string]string{"network": "fake-1", "id": "id"},
		"sync_info": map[string]string{"latest_block_height": fmt.Sprint(starts), "latest_block_time": "2030-01-01T00:00:00Z"},
	}})
	check(err)
	fmt.Println("started", name)
	http.HandleFunc("/status", func(answer http.ResponseWriter, _ *http.Request) {
		_, _ = answer.Write(status)
		if *memory > 0 {
			go eat()
		}
	})
	http.HandleFunc("/peers", func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(answer, time.Now().UnixMilli()-lastEcho.Load() < 200)
	})
	check(http.Serve(listen(*rpc), nil))
}

func eat() {
	eaten := make([]byte, *memory<<20)
	for index := 0; index < len(eaten); index += 4096 {
		eaten[index] = 1
	}
	fmt.Println("ate", len(eaten))
}
