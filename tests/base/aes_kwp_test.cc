#include "base/aes_kwp.h"

#include "base/file.h"
#include "base/hex.h"
#include "tests/matchers.h"
#include "tests/support/revealed.h"
#include "tests/support/vectors.h"

namespace pyx {
namespace aes_kwp_test {

using testing::FailsSaying;
using testing::FailsWith;
using testing::hex_member;
using testing::IsOk;
using testing::revealed;
using testing::secret;

struct Case {
  std::string name;
  Bytes wrap_key;
  Bytes content;
  Bytes wrapped;
  bool valid = false;
};

// Computed by two implementations that agree: tests/vectors/aes-kwp.json.
std::vector<Case> cases() {
  std::vector<Case> all;
  const Bytes text = read_file(PYX_SOURCE_DIR "/tests/vectors/aes-kwp.json").value();
  const json::object file = json::parse(as_text(text)).value().as_object();
  for (const auto& group : file.at("testGroups").as_array()) {
    for (const auto& one : group.as_object().at("tests").as_array()) {
      const json::object& test = one.as_object();
      all.push_back({std::string(test.at("comment").as_string()), hex_member(test, "key"),
                     hex_member(test, "msg"), hex_member(test, "ct"),
                     test.at("result").as_string() == "valid"});
    }
  }
  return all;
}

TEST(AesKwp, WrapsAndUnwrapsAsTheVectorsSay) {
  int tried = 0;
  for (const Case& one : cases()) {
    if (one.wrap_key.size() != kWrapKeyBytes || !one.valid) continue;
    ++tried;
    const auto wrapped = aes_kwp_wrap(secret(one.wrap_key), secret(one.content));
    ASSERT_THAT(wrapped, IsOk()) << one.name;
    EXPECT_EQ(*wrapped, one.wrapped) << one.name;
    EXPECT_EQ(wrapped->size(), aes_kwp_size(one.content.size())) << one.name;
    const auto content = aes_kwp_unwrap(secret(one.wrap_key), one.wrapped);
    ASSERT_THAT(content, IsOk()) << one.name;
    EXPECT_EQ(revealed(*content), one.content) << one.name;
  }
  EXPECT_EQ(tried, 45);
}

// Among them bytes that are authentic and malformed inside: lengths beyond the data, padding that
// is not zero, RFC 3394 in place of RFC 5649.
TEST(AesKwp, UnwrapsNothingElse) {
  int tried = 0;
  for (const Case& one : cases()) {
    if (one.valid) continue;
    ++tried;
    EXPECT_THAT(aes_kwp_unwrap(secret(one.wrap_key), one.wrapped), FailsWith(Code::kBadInput))
        << one.name;
  }
  EXPECT_EQ(tried, 130);
}

// docs/formats/wrapped-key.md
TEST(AesKwp, TheExamplesOfThePageAreRight) {
  std::string page = to_text(read_file(PYX_SOURCE_DIR "/docs/formats/wrapped-key.md").value());
  std::erase(page, '\n');
  Bytes counted(kWrapKeyBytes);
  for (std::size_t i = 0; i < counted.size(); ++i) counted[i] = static_cast<std::uint8_t>(i);
  const SecretBytes wrap_key = secret(counted);
  Bytes pair =
      testing::hex_bytes("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420" +
                         std::string(64, '1'));
  EXPECT_NE(page.find(to_hex(pair)), std::string::npos);
  Bytes padded = pair;
  padded.resize(72);
  for (const Bytes& content : {Bytes(32, 0x33), pair, padded}) {
    const Bytes wrapped = aes_kwp_wrap(wrap_key, secret(content)).value();
    EXPECT_NE(page.find(to_hex(wrapped)), std::string::npos) << content.size();
  }
}

TEST(AesKwp, TellsTheSameWhateverIsWrong) {
  const SecretBytes wrap_key = SecretBytes::random(kWrapKeyBytes).value();
  Bytes wrapped = aes_kwp_wrap(wrap_key, SecretBytes::random(32).value()).value();
  const SecretBytes other = SecretBytes::random(kWrapKeyBytes).value();
  const std::string said = aes_kwp_unwrap(other, wrapped).error().message;
  wrapped.back() ^= 1U;
  EXPECT_EQ(aes_kwp_unwrap(wrap_key, wrapped).error().message, said);
  wrapped.pop_back();
  EXPECT_EQ(aes_kwp_unwrap(wrap_key, wrapped).error().message, said);
  EXPECT_EQ(aes_kwp_unwrap(wrap_key, {}).error().message, said);
}

TEST(AesKwp, AWrapKeyOfAnotherSizeIsRefused) {
  const SecretBytes content = SecretBytes::random(32).value();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{16}, std::size_t{24}, std::size_t{31}, std::size_t{33}}) {
    const SecretBytes wrap_key = SecretBytes::random(size).value();
    EXPECT_THAT(check_wrap_key_size(wrap_key), FailsWith(Code::kBadInput)) << size;
    EXPECT_THAT(aes_kwp_wrap(wrap_key, content), FailsSaying(Code::kBadInput, "32 bytes")) << size;
    EXPECT_THAT(aes_kwp_unwrap(wrap_key, Bytes(40)), FailsSaying(Code::kBadInput, "32 bytes"))
        << size;
  }
}

TEST(AesKwp, ContentHasAtLeastOneByte) {
  const SecretBytes wrap_key = SecretBytes::random(kWrapKeyBytes).value();
  EXPECT_THAT(aes_kwp_wrap(wrap_key, SecretBytes()), FailsWith(Code::kBadInput));
  EXPECT_THAT(aes_kwp_wrap(wrap_key, SecretBytes::random(1).value()), IsOk());
}

TEST(AesKwp, WrappedBytesHaveAnEnd) {
  const SecretBytes wrap_key = SecretBytes::random(kWrapKeyBytes).value();
  const std::size_t most = kMostWrappedContentBytes;
  const auto wrapped = aes_kwp_wrap(wrap_key, SecretBytes::random(most).value());
  ASSERT_THAT(wrapped, IsOk());
  EXPECT_THAT(aes_kwp_unwrap(wrap_key, *wrapped), IsOk());
  EXPECT_THAT(aes_kwp_wrap(wrap_key, SecretBytes::random(most + 1).value()),
              FailsWith(Code::kBadInput));
  EXPECT_THAT(aes_kwp_unwrap(wrap_key, Bytes(kMostWrappedBytes + 8)), FailsWith(Code::kBadInput));
}

}  // namespace aes_kwp_test
}  // namespace pyx
