// The register of a vault: its books, and the one gate through which a leaf changes them. The
// running vault and the offline verifier go through the same gate, so that whatever the vault may
// do, the verifier accepts, and nothing else.
#pragma once

#include "custody/acts/books.h"
#include "custody/acts/leaf_checks.h"

namespace pyx::custody {

class Register {
 public:
  // From leaf 0 and the blobs that it names: every person of the first policy must have signed the
  // founding statement. Errors: kBadInput, kRefused with ACT-QUORUM.
  static Result<Register> found(const Leaf& genesis, const BlobReader& blobs);

  // Whether `leaf` may stand at `index` as the books are now. Changes nothing. Errors: those of the
  // files beside this one.
  Result<Change> check(const Leaf& leaf, std::uint64_t index, const BlobReader& blobs,
                       LeafChecks checks = LeafChecks::kAll) const;
  // To be called once the leaf is durable.
  void apply(const Leaf& leaf, const Change& change);
  // The time of a leaf that changes nothing else. Never goes back.
  void advance_time(Time time);

  const Books& books() const { return books_; }

 private:
  explicit Register(Books books) : books_(std::move(books)) {}
  Books books_;
};

}  // namespace pyx::custody
