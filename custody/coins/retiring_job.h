// What coins.exchange and coins.redeem share: coins are brought, all of them must be good, and all
// are retired with the request. Part of custody/coins/value_job.h.
#pragma once

#include "custody/coins/payment_look.h"
#include "custody/coins/value_job.h"

namespace pyx::custody {

class RetiringJob : public ValueJob {
 public:
  bool wants_look() const override { return !request_.dry_run; }
  Result<void> look(pkcs11::Token& token) override;
  void refuse(Error why) override;
  void drop_contents() override {
    look_ = {};
    ValueJob::drop_contents();
  }

 protected:
  using ValueJob::ValueJob;
  virtual const Payment& payment() const = 0;
  virtual Bytes binding() const = 0;

  // Puts the coins into the leaf. Errors: kRefused with COIN-GOOD, naming how many are what; wrong
  // tags among them are counted against the client.
  Result<void> retire(EvidenceLog::Writer& writer, const policies::Client& client,
                      OperationLeaf& leaf);
  // The coins of a request that was let in before: all were good.
  std::vector<JudgedCoin> retired(const Books& books) const;

 private:
  PaymentLook look_;
  bool is_oracle_ = false;
};

}  // namespace pyx::custody
