// Random bytes that are not secret: nonces, ids. Secrets come from SecretBytes::random.
#pragma once

#include <cstdint>
#include <span>

namespace pyx {
void fill_random(std::span<std::uint8_t> bytes);  // a failing generator ends the process
}  // namespace pyx
