// Command descriptors writes a FileDescriptorSet of every protobuf file that the pinned interchain-security
// applications register, as they register it, to the path given as its only argument.
package main

import (
	"log"
	"os"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"google.golang.org/protobuf/proto"

	_ "github.com/cosmos/interchain-security/v7/app/consumer"
	_ "github.com/cosmos/interchain-security/v7/app/consumer-democracy"
	_ "github.com/cosmos/interchain-security/v7/app/provider"
)

func main() {
	set, err := gogoproto.MergedGlobalFileDescriptors()
	if err != nil {
		log.Fatalf("cannot merge the registered descriptors: %v", err)
	}
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(set)
	if err != nil {
		log.Fatalf("cannot encode the descriptors: %v", err)
	}
	if err := os.WriteFile(os.Args[1], data, 0o644); err != nil {
		log.Fatal(err)
	}
}
