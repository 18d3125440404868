// coins.mint: new coins, charged to issuance.
#include "custody/coins/issuing_job.h"

namespace pyx::custody {
namespace {

class MintJob : public IssuingJob<ValueJob> {
 public:
  MintJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : IssuingJob(log, std::move(request), std::move(done)) {}

  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    PYX_ASSIGN(OperationLeaf leaf, leaf_for(writer, client, what().coins));
    PYX_TRY(plan(writer.books(), leaf));
    return reserve(writer, std::move(leaf));
  }
  Result<void> finish() override {
    if (request_.dry_run) return {};
    PYX_ASSIGN(answer_, sealed_to(what().holder));
    return {};
  }

 private:
  const CoinsMint& what() const { return std::get<CoinsMint>(request_.what); }
};

}  // namespace

JobPointer make_mint_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<MintJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
