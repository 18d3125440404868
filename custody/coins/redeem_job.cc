// coins.redeem: coins are retired and their value goes out.
#include "custody/coins/retiring_job.h"

namespace pyx::custody {
namespace {

class RedeemJob : public RetiringJob {
 public:
  RedeemJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : RetiringJob(log, std::move(request), std::move(done)) {}

  bool wants_look() const override { return true; }
  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    OperationLeaf leaf = new_leaf(writer, client);
    PYX_TRY(retire(writer, client, leaf));
    tell(writer.books());
    return reserve(writer, std::move(leaf));
  }
  Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                       const Leaf& leaf) override {
    PYX_ASSIGN(const OperationLeaf operation, pinned(leaf));
    PYX_TRY(check_retry(writer, client, operation));
    tell(writer.books());
    return {};
  }

 protected:
  const Payment& payment() const override { return what().payment; }
  Bytes binding() const override { return payment_binding(log_.vault(), request_.request, what()); }

 private:
  const CoinsRedeem& what() const { return std::get<CoinsRedeem>(request_.what); }
  // The gate sees to it that they are of one currency and that the sum fits.
  void tell(const Books& books) {
    Redeemed redeemed;
    redeemed.retired = retired(books);
    for (const JudgedCoin& coin : redeemed.retired) {
      redeemed.value += coin.value;
      redeemed.currency = books.key(coin.key)->coins->currency;
    }
    answer_ = std::move(redeemed);
  }
};

}  // namespace

JobPointer make_redeem_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<RedeemJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
