package redisstore

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// How often a command is sent, and how long is waited in between. The time-out of a use bounds all.
const (
	tries      = 5
	minBackoff = 2 * time.Millisecond
	maxBackoff = 50 * time.Millisecond
)

// parse reads the URL of a database. An error quotes no part of it that can hold the password.
func parse(text string) (*redis.Options, error) {
	o, err := redis.ParseURL(text)
	var unreadable *url.Error
	switch {
	case errors.As(err, &unreadable):
		return nil, errors.New("redisstore: it is no URL; write redis://host:6379/0, and escape what " +
			"is special in a password")
	case err != nil:
		return nil, fmt.Errorf("redisstore: %w; write redis://host:6379/0 or unix:///run/redis.sock", err)
	}
	o.ContextTimeoutEnabled = true
	o.MaxRetries, o.MinRetryBackoff, o.MaxRetryBackoff = tries-1, minBackoff, maxBackoff
	o.DialerRetries = 1 // the command is tried again, which dials again
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return o, nil
}
