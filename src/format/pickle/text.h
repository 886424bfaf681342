// The textual encodings of pickle protocol 0 and of Python's codecs. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::format::pickle {

bool is_ascii(std::string_view text);

// Appends the UTF-8 of `code`; false for a surrogate or beyond U+10FFFF.
bool append_utf8(std::uint32_t code, std::string& into);

// What str.encode('latin1') gives of UTF-8 text; false if a character is above U+00FF.
bool utf8_to_latin1(std::string_view text, std::string& into);

// The bytes of a quoted Python 2 repr ('a\x00\n'); false if the quotes or an escape are broken.
bool unquote(std::string_view line, std::string& into);

// UTF-8 of bytes in Python's codec raw-unicode-escape: Latin-1 with \uXXXX and \UXXXXXXXX.
// Surrogate pairs (a Python 2 narrow build wrote them) become one character; false for a broken
// escape or half a pair.
bool raw_unicode_unescape(std::string_view line, std::string& into);

// Little-endian two's complement of "-123"; false if it is no decimal number.
bool decimal_to_two_complement(std::string_view digits, std::string& into);

// The same number without the bytes that only repeat the sign.
std::string_view shortest_two_complement(std::string_view bytes);

}  // namespace slipway::format::pickle
