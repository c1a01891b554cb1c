//go:build tools

// Package binaries pins the interchain-security binaries that icskit builds and tests against.
package binaries

import (
	_ "github.com/cosmos/interchain-security/v7/cmd/interchain-security-cd"
	_ "github.com/cosmos/interchain-security/v7/cmd/interchain-security-cdd"
	_ "github.com/cosmos/interchain-security/v7/cmd/interchain-security-pd"
	_ "github.com/cosmos/interchain-security/v7/cmd/interchain-security-sd"
)
