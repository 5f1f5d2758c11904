"""Structured Field Values (RFC 8941): dictionaries are read, items and inner lists written.

Strings are str, tokens are Token, byte sequences are bytes, and numbers int or Decimal.
"""
import base64
import re
from decimal import Decimal
from typing import NamedTuple

from jose import Refused, ensure


class Token(str):
    pass


def is_string(value):
    return isinstance(value, str) and not isinstance(value, Token)


class Item(NamedTuple):
    value: object
    params: dict


class InnerList(NamedTuple):
    items: list
    params: dict


KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
NUMBER = re.compile(r"-?(?:\d{1,12}\.\d{1,3}(?![\d.])|\d{1,15}(?![\d.]))", re.ASCII)
STRING = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")
BYTES = re.compile(r":([A-Za-z0-9+/]*={0,2}):")
BOOLEAN = re.compile(r"\?([01])")


class _Reader:
    def __init__(self, text):
        self.text, self.at = text, 0

    def take(self, pattern):
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match

    def got(self, char):
        found = self.text.startswith(char, self.at)
        self.at += len(char) if found else 0
        return found

    def skip(self, chars):
        while self.at < len(self.text) and self.text[self.at] in chars:
            self.at += 1

    def done(self):
        return self.at == len(self.text)

    def bare(self):
        """Section 4.2.3.1."""
        for pattern, read in KINDS:
            if match := self.take(pattern):
                return read(match)
        raise Refused(f"no item at column {self.at + 1} of {self.text!r}")

    def key(self):
        match = self.take(KEY)
        ensure(match, f"no key at column {self.at + 1} of {self.text!r}")
        return match[0]

    def params(self):
        found = {}
        while self.got(";"):
            self.skip(" ")
            name = self.key()
            found[name] = self.bare() if self.got("=") else True
        return found

    def member(self):
        if not self.got("("):
            return Item(self.bare(), self.params())
        items = []
        self.skip(" ")
        while not self.got(")"):
            items.append(Item(self.bare(), self.params()))
            ensure(self.text[self.at:self.at + 1] in (" ", ")"), "items are not separated")
            self.skip(" ")
        return InnerList(items, self.params())


def _bytes(match):
    ensure(len(match[1]) % 4 == 0, "a byte sequence is not padded")
    return base64.b64decode(match[1], validate=True)


KINDS = (
    (NUMBER, lambda m: Decimal(m[0]) if "." in m[0] else int(m[0])),
    (STRING, lambda m: re.sub(r"\\(.)", r"\1", m[1])),
    (TOKEN, lambda m: Token(m[0])),
    (BYTES, _bytes),
    (BOOLEAN, lambda m: m[1] == "1"),
)


def dictionary(lines):
    """Reads the lines of a field (Section 4.2.2). A name that comes again replaces the first."""
    reader, found = _Reader(", ".join(lines).strip(" ")), {}
    while not reader.done():
        name = reader.key()
        found[name] = reader.member() if reader.got("=") else Item(True, reader.params())
        reader.skip(" \t")
        if reader.done():
            break
        ensure(reader.got(","), f"no comma at column {reader.at + 1} of {reader.text!r}")
        reader.skip(" \t")
        ensure(not reader.done(), "a comma stands at the end")
    return found


def write(value):
    """Section 4.1. Only what was read is written, so it is in range."""
    if isinstance(value, InnerList):
        return "(" + " ".join(write(item) for item in value.items) + ")" + _params(value.params)
    if isinstance(value, Item):
        return write(value.value) + _params(value.params)
    if isinstance(value, bool):
        return f"?{value:d}"
    if isinstance(value, bytes):
        return ":" + base64.b64encode(value).decode("ascii") + ":"
    if isinstance(value, Decimal):
        whole, _, fraction = f"{value:f}".partition(".")
        return f"{whole}.{fraction.rstrip('0') or '0'}"
    if is_string(value):
        return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
    return str(value)


def _params(params):
    return "".join(f";{k}" if v is True else f";{k}={write(v)}" for k, v in params.items())
