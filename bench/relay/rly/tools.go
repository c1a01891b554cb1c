//go:build tools

// Package tools pins the relayer that the bench measures against.
package tools

import _ "github.com/cosmos/relayer/v2"
