// Package fold folds long lines and unfolds them by RFC 8792, byte for byte as the program rfcfold
// does at the same width. Start with [Fold] and [Unfold].
package fold
