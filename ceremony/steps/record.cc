#include "ceremony/steps/record.h"

#include "ceremony/transcript/anchor.h"

namespace pyx::ceremony::steps {

Anchor anchor_of(const Record& record, const Uuid& act) {
  const transcript::Transcript& so_far = record.so_far();
  const std::uint64_t size = so_far.entries.size();
  return {transcript::act_nonce(so_far.header.ceremony, size, so_far.roots.back(), act), size};
}

}  // namespace pyx::ceremony::steps
