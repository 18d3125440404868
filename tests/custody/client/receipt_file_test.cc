#include "custody/client/receipt_file.h"

#include "base/file.h"
#include "custody/evidence/leaf.h"
#include "custody/evidence/merkle.h"
#include "tests/matchers.h"

namespace pyx::client {
namespace receipt_file_test {

using pyx::testing::FailsSaying;
using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using pyx::testing::RefusedBy;

const Uuid kRequest = Uuid::v7(SystemClock().now());

custody::OperationLeaf sample_leaf() {
  custody::OperationLeaf leaf;
  leaf.client = "bank";
  leaf.operation = custody::Operation::kCoinsRedeem;
  leaf.request = kRequest;
  leaf.digest = sha256("what was asked");
  leaf.policy = sha256("policy");
  leaf.remaining = custody::Remaining{"hourly", "1h", 97, 9007199254740993};
  return leaf;
}
Bytes bytes_of(const decltype(custody::Leaf::body)& body) {
  return custody::encode_leaf({kRequest.time(), body}).value();
}
ReceiptFile sample_file(ByteView leaf) {
  ReceiptFile file;
  file.receipt = {sha256("vault"), 42, custody::leaf_hash(leaf), sha256("policy"),
                  sample_leaf().remaining};
  file.client = "bank";
  file.request = kRequest;
  file.operation = custody::Operation::kCoinsRedeem;
  file.digest = sha256("what was asked");
  return file;
}

TEST(ReceiptFile, ComesBackAsItWas) {
  for (const auto operation :
       {std::optional(custody::Operation::kCoinsRedeem), std::optional<custody::Operation>()}) {
    ReceiptFile file = sample_file(bytes_of(sample_leaf()));
    file.operation = operation;
    if (!operation) file.receipt.remaining.reset();
    const auto back = parse_receipt_file(write_receipt_file(file));
    ASSERT_THAT(back, IsOk());
    EXPECT_EQ(back->receipt.vault, file.receipt.vault);
    EXPECT_EQ(back->receipt.leaf_index, 42U);
    EXPECT_EQ(back->receipt.leaf_hash, file.receipt.leaf_hash);
    EXPECT_EQ(back->receipt.policy, file.receipt.policy);
    EXPECT_EQ(back->receipt.remaining, file.receipt.remaining);
    EXPECT_EQ(back->client, "bank");
    EXPECT_EQ(back->request, kRequest);
    EXPECT_EQ(back->operation, operation);
    EXPECT_EQ(back->digest, file.digest);
    EXPECT_EQ(write_receipt_file(*back), write_receipt_file(file));
  }
}

TEST(ReceiptFile, IsReadStrictly) {
  const std::string good = write_receipt_file(sample_file(bytes_of(sample_leaf())));
  const auto with = [&good](const std::string& what, const std::string& instead) {
    std::string changed = good;
    const std::size_t at = changed.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return parse_receipt_file(changed.replace(at, what.size(), instead));
  };
  EXPECT_THAT(with("receipt:v1", "receipt:v2"), FailsSaying(Code::kBadInput, "type"));
  EXPECT_THAT(with(":42,", ":-1,"), FailsWith(Code::kBadInput));
  EXPECT_THAT(with(":42,", ":4.2,"), FailsWith(Code::kBadInput));
  EXPECT_THAT(with("coins.redeem", "coins.steal"), FailsSaying(Code::kBadInput, "operation"));
  EXPECT_THAT(with("\"client\"", "\"person\""), FailsWith(Code::kBadInput));
  EXPECT_THAT(with("\"client\":\"bank\"", "\"client\":\"bank\",\"mood\":1"),
              FailsSaying(Code::kBadInput, "unknown member"));
  EXPECT_THAT(with("\"window\"", "\"door\""), FailsWith(Code::kBadInput));
  EXPECT_THAT(with(":97,", ":-97,"), FailsSaying(Code::kBadInput, "negative"));
  EXPECT_THAT(parse_receipt_file(""), FailsWith(Code::kBadInput));
  EXPECT_THAT(parse_receipt_file("[]"), FailsWith(Code::kBadInput));
}

TEST(ReceiptFile, ThePageOfTheFormatShowsOne) {
  const Bytes page = read_file(PYX_SOURCE_DIR "/docs/formats/receipts.md").value();
  const std::string_view text = as_text(page);
  constexpr std::string_view kOpen = "```json\n";
  const std::size_t begin = text.find(kOpen) + kOpen.size();
  const auto file = parse_receipt_file(text.substr(begin, text.find("```", begin) - begin));
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->operation, custody::Operation::kCoinsMint);
  EXPECT_EQ(file->receipt.remaining, (custody::Remaining{"eur-issue", "1h", 97, 48500}));
}

TEST(ReceiptLeaf, TheLeafOfTheReceiptIsTaken) {
  const Bytes leaf = bytes_of(sample_leaf());
  EXPECT_THAT(check_receipt_leaf(sample_file(leaf), leaf), IsOk());
}

TEST(ReceiptLeaf, OfRawSignaturesToo) {
  custody::RequestLeaf sign;
  sign.client = "bank";
  sign.key = kRequest;
  sign.request = kRequest;
  sign.count = 1;
  sign.digest = sha256("what was asked");
  sign.policy = sha256("policy");
  const Bytes leaf = bytes_of(sign);
  ReceiptFile file = sample_file(leaf);
  file.operation.reset();
  file.receipt.remaining.reset();
  EXPECT_THAT(check_receipt_leaf(file, leaf), IsOk());
  file.operation = custody::Operation::kBlindSign;
  EXPECT_THAT(check_receipt_leaf(file, leaf), RefusedBy("LOG-WHOLE"));
}

TEST(ReceiptLeaf, AnyDifferenceIsFound) {
  const Bytes leaf = bytes_of(sample_leaf());
  const ReceiptFile good = sample_file(leaf);
  const auto differs = [&leaf](const ReceiptFile& file) {
    EXPECT_THAT(check_receipt_leaf(file, leaf), RefusedBy("LOG-WHOLE"));
  };
  ReceiptFile file = good;
  file.receipt.leaf_hash = sha256("x");
  differs(file);
  file = good;
  file.receipt.policy = sha256("x");
  differs(file);
  file = good;
  file.receipt.remaining->count = 98;
  differs(file);
  file = good;
  file.receipt.remaining.reset();
  differs(file);
  file = good;
  file.client = "mint";
  differs(file);
  file = good;
  file.request = Uuid::v7(SystemClock().now());
  differs(file);
  file = good;
  file.operation = custody::Operation::kCoinsExchange;
  differs(file);
  file = good;
  file.operation.reset();
  differs(file);
  file = good;
  file.digest = sha256("x");
  differs(file);
}

TEST(ReceiptLeaf, AnotherLeafIsNone) {
  const Bytes settle = bytes_of(custody::SettleLeaf{{7}});
  EXPECT_THAT(check_receipt_leaf(sample_file(settle), settle), RefusedBy("LOG-WHOLE"));
  const Bytes garbage = to_bytes("garbage");
  EXPECT_THAT(check_receipt_leaf(sample_file(garbage), garbage), RefusedBy("LOG-WHOLE"));
}

TEST(ReceiptOfTheApi, MembersOfANewerServerArePassedOver) {
  const std::string text =
      R"({"vault":")" + to_hex(sha256("vault")) + R"(","leaf_index":42,"leaf_hash":")" +
      to_hex(sha256("leaf")) + R"(","policy":")" + to_hex(sha256("policy")) +
      R"(","remaining":{"budget":"b","window":"life","count":1,"value":2,"x":0},"y":0})";
  const json::value parsed = json::parse(text).value();
  const auto receipt = read_receipt(parsed.as_object(), LeafOfReceipt::kNamed);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->leaf_index, 42U);
  EXPECT_EQ(receipt->remaining, (custody::Remaining{"b", "life", 1, 2}));
  json::object without = parsed.as_object();
  without.erase("leaf_hash");
  EXPECT_THAT(read_receipt(without, LeafOfReceipt::kNamed), FailsWith(Code::kBadInput));
  EXPECT_THAT(read_receipt(without, LeafOfReceipt::kNone), IsOk());
}

}  // namespace receipt_file_test
}  // namespace pyx::client
