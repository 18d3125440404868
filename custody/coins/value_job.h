// The jobs of the mint's operations. What they have in common; each operation has a file of its own
// beside this one.
#pragma once

#include <memory>
#include <utility>

#include "custody/coins/value_request.h"
#include "custody/signing/job.h"

namespace pyx::custody {

// `log` outlives the job.
JobPointer make_value_job(EvidenceLog& log, ValueRequest request, ValueCallback done);

class ValueJob : public Job {
 public:
  const ClientIdentity& client() const override { return request_.client; }
  Uuid scope() const override { return {}; }
  Uuid request_id() const override { return request_.request; }
  Sha256 digest() const override { return digest_; }
  std::size_t steps() const override { return 0; }
  Result<void> work(pkcs11::Token& /*token*/, std::size_t /*first*/,
                    std::size_t /*last*/) override {
    return {};
  }
  void answer() override { done_(ValueAnswer{receipt, std::move(answer_)}); }
  void refuse(Error why) override { done_(std::move(why)); }
  void drop_contents() override { request_.what = CoinsCheck{}; }

 protected:
  ValueJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : log_(log),
        request_(std::move(request)),
        digest_(request_digest(request_)),
        done_(std::move(done)) {}

  // A leaf with all that every operation says of itself.
  OperationLeaf new_leaf(const EvidenceLog::Writer& writer, const policies::Client& client) const;
  // Through the gate and into the commit; or, of a dry run, only before the gate.
  Result<Recorded> reserve(EvidenceLog::Writer& writer, OperationLeaf leaf,
                           std::vector<BlobRow> blobs = {});
  // The leaf that pins a retry. Errors: kStore if it is of another kind.
  Result<OperationLeaf> pinned(const Leaf& leaf);
  // A retry, too, is only of a client that still has the right and is not frozen.
  Result<void> check_retry(const EvidenceLog::Writer& writer, const policies::Client& client,
                           const OperationLeaf& leaf) const;
  // Freezes by itself what an operation has shown to be wrong. Without the log's lock.
  Result<void> raise_alarm(AlarmCause cause, const std::string& client, std::string detail) const;

  EvidenceLog& log_;
  ValueRequest request_;
  const Sha256 digest_;
  ValueCallback done_;
  decltype(ValueAnswer::what) answer_ = WouldPass{};
};

// One for each operation. Precondition: the request holds that operation.
JobPointer make_mint_job(EvidenceLog& log, ValueRequest request, ValueCallback done);
JobPointer make_check_job(EvidenceLog& log, ValueRequest request, ValueCallback done);
JobPointer make_exchange_job(EvidenceLog& log, ValueRequest request, ValueCallback done);
JobPointer make_redeem_job(EvidenceLog& log, ValueRequest request, ValueCallback done);
JobPointer make_blind_job(EvidenceLog& log, ValueRequest request, ValueCallback done);
JobPointer make_answer_job(EvidenceLog& log, ValueRequest request, ValueCallback done);
JobPointer make_attest_job(EvidenceLog& log, ValueRequest request, ValueCallback done);

}  // namespace pyx::custody
