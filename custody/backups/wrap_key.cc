#include "custody/backups/wrap_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <string_view>

#include "base/held.h"
#include "base/reveal.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kMostSourceBytes = 1024;

using Kdf = Held<EVP_KDF, EVP_KDF_free>;
using KdfContext = Held<EVP_KDF_CTX, EVP_KDF_CTX_free>;

Bytes labelled(std::string_view label, const Sha256& vault, const Uuid& backup) {
  Bytes bytes = to_bytes(label);
  bytes.push_back(0);
  bytes.insert(bytes.end(), vault.begin(), vault.end());
  bytes.insert(bytes.end(), backup.bytes.begin(), backup.bytes.end());
  return bytes;
}

Result<void> check_sources(const std::vector<NamedEntropy>& sources) {
  if (sources.empty()) return error(Code::kBadInput, "a wrap key needs a source");
  bool enough = false;
  for (auto source = sources.begin(); source != sources.end(); ++source) {
    const std::size_t size = source->bytes.size_bytes();
    if (source->name.empty() || source->name.size() > 255 || size == 0 || size > kMostSourceBytes) {
      return error(Code::kBadInput, "source " + source->name + " of the wrap key gave " +
                                        std::to_string(size) + " bytes; it is to give 1 to 1024");
    }
    if (std::find_if(sources.begin(), source, [&](const NamedEntropy& other) {
          return other.name == source->name;
        }) != source)
      return error(Code::kBadInput, "source " + source->name + " of the wrap key stands twice");
    enough = enough || size >= kWrapKeyBytes;
  }
  if (!enough)
    return error(Code::kBadInput, "no source of the wrap key gave as much as the key has");
  return {};
}

// Each source as: length of its name in one byte, name, length in two bytes, bytes.
Result<SecretBytes> joined(const std::vector<NamedEntropy>& sources) {
  std::size_t size = 0;
  for (const NamedEntropy& source : sources)
    size += 1 + source.name.size() + 2 + source.bytes.size_bytes();
  PYX_ASSIGN(SecretBytes all, SecretBytes::zeroed(size));
  auto to = all.reveal_mutable(reveal()).begin();
  for (const NamedEntropy& source : sources) {
    const ByteView bytes = source.bytes.reveal(reveal());
    *to++ = static_cast<std::uint8_t>(source.name.size());
    to = std::ranges::copy(source.name, to).out;
    *to++ = static_cast<std::uint8_t>(bytes.size() >> 8);
    *to++ = static_cast<std::uint8_t>(bytes.size());
    to = std::ranges::copy(bytes, to).out;
  }
  return all;
}

Result<SecretBytes> hkdf(const SecretBytes& input, Bytes info) {
  const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  char digest[] = "SHA256";
  const ByteView key = input.reveal(reveal());
  // OpenSSL takes what it only reads by a pointer to what it could change.
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<std::uint8_t*>(key.data()),
                                        key.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end()};
  PYX_ASSIGN(SecretBytes derived, SecretBytes::zeroed(kWrapKeyBytes));
  const auto to = derived.reveal_mutable(reveal());
  if (!context || EVP_KDF_derive(context.get(), to.data(), to.size(), parameters) != 1) {
    ERR_clear_error();
    return error(Code::kBug, "OpenSSL cannot derive the wrap key");
  }
  return derived;
}

}  // namespace

Result<MixedKey> mix_wrap_key(const Sha256& vault, const Uuid& backup,
                              const std::vector<NamedEntropy>& sources) {
  PYX_TRY(check_sources(sources));
  MixedKey mixed;
  for (const NamedEntropy& source : sources) {
    const Bytes label = labelled("pyx/wrap-key-source/v1", vault, backup);
    mixed.sources.push_back(
        {source.name, sha256_of({label, as_bytes(source.name), source.bytes.reveal(reveal())})});
  }
  PYX_ASSIGN(const SecretBytes input, joined(sources));
  PYX_ASSIGN(mixed.key, hkdf(input, labelled("pyx/wrap-key/v1", vault, backup)));
  return mixed;
}

}  // namespace pyx::custody
