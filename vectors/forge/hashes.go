package forge

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"github.com/wimsespec/wimsespec/reference/wpt"
)

func hexHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func paddedHash(s string) string { return wpt.Hash(s) + "=" }

func standardHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}
