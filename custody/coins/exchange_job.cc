// coins.exchange: the old coins are retired and new ones of equal value made, in one. Serves change
// and refresh.
#include "custody/coins/issuing_job.h"
#include "custody/coins/retiring_job.h"

namespace pyx::custody {
namespace {

class ExchangeJob : public IssuingJob<RetiringJob> {
 public:
  ExchangeJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : IssuingJob(log, std::move(request), std::move(done)) {}

  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    PYX_ASSIGN(OperationLeaf leaf, leaf_for(writer, client, what().coins));
    if (request_.dry_run) return reserve(writer, std::move(leaf));
    PYX_TRY(retire(writer, client, leaf));
    PYX_TRY(plan(writer.books(), leaf));
    return reserve(writer, std::move(leaf));
  }
  Result<void> finish() override {
    if (request_.dry_run) return {};
    PYX_ASSIGN(Minted minted, sealed_to(what().holder));
    answer_ = Exchanged{std::move(retired_), std::move(minted)};
    return {};
  }

 protected:
  const Payment& payment() const override { return what().payment; }
  Bytes binding() const override { return payment_binding(log_.vault(), request_.request, what()); }
  Result<void> plan(const Books& books, const OperationLeaf& leaf) override {
    retired_ = retired(books);
    return IssuingJob::plan(books, leaf);
  }

 private:
  const CoinsExchange& what() const { return std::get<CoinsExchange>(request_.what); }

  std::vector<JudgedCoin> retired_;
};

}  // namespace

JobPointer make_exchange_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<ExchangeJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
