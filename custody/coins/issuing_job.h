// What coins.mint and coins.exchange share: new coins are made for a request and sealed to their
// holder. Part of custody/coins/value_job.h.
#pragma once

#include "custody/coins/minting.h"
#include "custody/coins/operation_rights.h"
#include "custody/coins/value_job.h"

namespace pyx::custody {

// Base: ValueJob, or RetiringJob where other coins are brought for the new ones.
template <class Base>
class IssuingJob : public Base {
 public:
  Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                       const Leaf& leaf) override {
    PYX_ASSIGN(const OperationLeaf operation, this->pinned(leaf));
    PYX_TRY(this->check_retry(writer, client, operation));
    return plan(writer.books(), operation);
  }
  std::size_t steps() const override { return request_.dry_run ? 0 : minting_.coins(); }
  Result<void> work(pkcs11::Token& token, std::size_t first, std::size_t last) override {
    return minting_.make(token, first, last);
  }
  void drop_contents() override {
    minting_ = {};
    Base::drop_contents();
  }

 protected:
  using Base::Base;
  using Base::request_;

  // A new leaf with the keys that coins of `lines` are made with, and what derives their ids.
  // Errors: those of check_right(), choose_keys() and seed_key().
  Result<OperationLeaf> leaf_for(const EvidenceLog::Writer& writer, const policies::Client& client,
                                 const std::vector<CoinLine>& lines) const {
    const Books& books = writer.books();
    OperationLeaf leaf = this->new_leaf(writer, client);
    PYX_TRY(check_right(books, client, leaf.operation));
    PYX_ASSIGN(leaf.moves.issued, choose_keys(books, writer.tallies().ledger, lines, writer.now()));
    PYX_ASSIGN(leaf.key, seed_key(books));
    return leaf;
  }
  // Before steps(), for a new leaf and for one that pins a retry.
  virtual Result<void> plan(const Books& books, const OperationLeaf& leaf) {
    PYX_ASSIGN(minting_, Minting::plan(books, leaf));
    return {};
  }
  // After all steps.
  Result<Minted> sealed_to(const HolderKey& holder) const {
    return minting_.seal(holder, delivery_binding(this->receipt.vault, request_.request));
  }

 private:
  Minting minting_;
};

}  // namespace pyx::custody
