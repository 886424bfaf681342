// Unicode as Python's str and unicodedata have it: code points, case, accents, what is a letter or a
// space. The tables are utf8proc's, version 15.0 of Unicode, as Python 3.12's; they never change for
// characters that an older version has. Characters that a newer Python knows beyond them are no
// letters here and stay as they are.
//
// Used by analyzer.h and kernel_texts.cc. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace slipway::engine {

// Appends the code points; false if `text` is no UTF-8.
bool decode_utf8(std::string_view text, std::u32string& into);
void encode_utf8(std::u32string_view text, std::string& into);  // appends

bool is_ascii(std::string_view text);
bool is_word(char32_t c);   // \w of `re`: str.isalnum() or "_"
bool is_space(char32_t c);  // \s: str.isspace()

// str.lower(): full mapping, a sigma that ends a word by Unicode's rule.
std::u32string lower(std::u32string_view text);

std::u32string upper(std::u32string_view text);  // str.upper(), full mapping

// unicodedata.normalize("NFKD"), without combining characters. The order of those is of no matter.
std::u32string strip_accents(std::u32string_view text);
// normalize("NFKD", text) == text
bool is_decomposed(std::u32string_view text);
// NFKD, then what of it is ASCII.
std::u32string to_ascii(std::u32string_view text);

}  // namespace slipway::engine
