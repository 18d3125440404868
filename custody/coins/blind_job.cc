// blind.sign: RFC 9474 under the key of a denomination. What is signed cannot be seen, so the key
// is the value, and each element is one coin.
#include <algorithm>

#include "custody/acts/admitting.h"
#include "custody/coins/operation_rights.h"
#include "custody/coins/value_job.h"
#include "custody/signing/sign_job.h"

namespace pyx::custody {
namespace {

class BlindJob : public ValueJob {
 public:
  BlindJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : ValueJob(log, std::move(request), std::move(done)) {}

  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    const Books& books = writer.books();
    OperationLeaf leaf = new_leaf(writer, client);
    PYX_TRY(check_right(books, client, leaf.operation));
    PYX_ASSIGN(const KeyRecord* key, usable_key(books, client, what().key, Purpose::kBlindSign));
    PYX_TRY(check_elements(*key));
    leaf.key = what().key;
    leaf.moves.issued = {{what().key, what().elements.size()}};
    pin(*key);
    return reserve(writer, std::move(leaf));
  }
  Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                       const Leaf& leaf) override {
    PYX_ASSIGN(const OperationLeaf operation, pinned(leaf));
    PYX_TRY(check_retry(writer, client, operation));
    pin(*writer.books().key(what().key));
    return {};
  }

  std::size_t steps() const override { return request_.dry_run ? 0 : what().elements.size(); }
  bool may_be_split() const override { return true; }
  Result<void> work(pkcs11::Token& token, std::size_t first, std::size_t last) override {
    return sign_messages(token, raw_, first, last);
  }
  Result<void> finish() override {
    if (!request_.dry_run) answer_ = BlindSigned{std::move(raw_.signatures)};
    return {};
  }
  void drop_contents() override {
    raw_.drop_contents();
    ValueJob::drop_contents();
  }

 private:
  const BlindSign& what() const { return std::get<BlindSign>(request_.what); }

  Result<void> check_elements(const KeyRecord& key) const {
    PYX_TRY(check_messages(key, what().elements));
    for (std::size_t i = 0; i < what().elements.size(); ++i) {
      // 0 and 1 are their own signatures: nobody blinds to them.
      const Bytes& element = what().elements[i];
      const bool trivial =
          std::all_of(element.begin(), std::prev(element.end()), [](auto b) { return b == 0; }) &&
          element.back() <= 1;
      if (trivial)
        return error(Code::kBadInput, "element " + std::to_string(i) + " is no blinded message");
    }
    return {};
  }

  // The raw signatures are made and checked as those of /keys/{id}/sign are.
  void pin(const KeyRecord& key) {
    raw_.request.key = what().key;
    raw_.request.messages = what().elements;
    raw_.scheme = Scheme::kRsaBlind;
    raw_.public_key = key.public_key;
    raw_.fixed = scheme_fixed(key);
    raw_.signatures.resize(what().elements.size());
  }

  SignJob raw_;
};

}  // namespace

JobPointer make_blind_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<BlindJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
