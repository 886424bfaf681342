// CityHash64 as of its version 1.0, which CatBoost hashes categories with: later versions of CityHash
// give other numbers. Not for defence against an adversary.
//
// Source: CatBoost util/digest/city.cpp (Copyright (c) 2011 Google, Inc., MIT licence: Geoff Pike and
// Jyrki Alakuijala).
#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::base {

std::uint64_t city_hash64(std::string_view bytes);

}  // namespace slipway::base
