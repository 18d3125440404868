#include "base/pem_block.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>

#include <new>

#include "base/error_queue.h"
#include "base/held.h"

namespace pyx {
namespace {

void free_openssl(void* memory) { OPENSSL_free(memory); }
using Bio = Held<BIO, BIO_free_all>;

std::optional<PemBlock> next_block(BIO* from, std::string_view wanted_label) {
  char* label = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  if (PEM_read_bio(from, &label, &header, &data, &size) != 1) return std::nullopt;
  const Held<void, free_openssl> label_owner(label);
  const Held<void, free_openssl> header_owner(header);
  PemBlock block{label, {}};
  if (block.label == wanted_label) block.der.assign(data, data + size);
  OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  return block;
}

}  // namespace

std::optional<PemBlock> first_pem_block(ByteView text, std::string_view wanted_label) {
  const ErrorQueue queue;
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) throw std::bad_alloc();
  auto block = next_block(bio.get(), wanted_label);
  if (block) block->is_alone = !next_block(bio.get(), wanted_label);
  return block;
}

}  // namespace pyx
