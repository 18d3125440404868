// AES key wrap with padding: the bytes of a wrapped key, docs/formats/wrapped-key.md.
// Source: RFC 5649; SP 800-38F, KWP.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace pyx {

inline constexpr std::size_t kWrapKeyBytes = 32;  // AES-256
// Errors: kBadInput for another size.
Result<void> check_wrap_key_size(const SecretBytes& wrap_key);
// More than any key needs: the PKCS#8 form of an RSA-4096 key takes some 2,400 bytes.
inline constexpr std::size_t kMostWrappedContentBytes = 8192;
inline constexpr std::size_t kMostWrappedBytes = kMostWrappedContentBytes + 8;

// The content's size, rounded up to a multiple of 8, and 8 more: wrapped bytes are as long as that.
std::size_t aes_kwp_size(std::size_t content_bytes);

//   wrap_key  32 bytes
//   content   1 to kMostWrappedContentBytes
// Errors: kBadInput for other sizes; kBug.
Result<Bytes> aes_kwp_wrap(const SecretBytes& wrap_key, const SecretBytes& content);

// Never leaves the locked memory of SecretBytes with what it opens.
//   wrap_key  32 bytes
//   wrapped   16 to kMostWrappedBytes bytes, a multiple of 8
// Errors: kBadInput, without a word about which of its bytes is wrong; kBug.
Result<SecretBytes> aes_kwp_unwrap(const SecretBytes& wrap_key, ByteView wrapped);

}  // namespace pyx
