#include "base/error_queue.h"

#include <gmock/gmock.h>
#include <openssl/pem.h>

namespace pyx {
namespace error_queue_test {

// What OpenSSL leaves behind when a file is no PEM.
void fail_once() {
  BIO* const empty = BIO_new(BIO_s_mem());
  EXPECT_EQ(PEM_read_bio_X509(empty, nullptr, nullptr, nullptr), nullptr);
  BIO_free(empty);
}

TEST(ErrorQueue, IsEmptyWithinAndAfter) {
  fail_once();
  {
    const ErrorQueue errors;
    EXPECT_EQ(ERR_peek_error(), 0u);
    fail_once();
    EXPECT_NE(ERR_peek_error(), 0u);
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(OpensslRefused, SaysWhatAndWhyAndEmptiesTheQueue) {
  fail_once();
  const Error told = openssl_refused("cannot use certificate a.pem");
  EXPECT_EQ(told.code, Code::kBadInput);
  EXPECT_EQ(told.message, "cannot use certificate a.pem: no start line");
  EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(OpensslRefused, SaysWhatAloneIfOpensslSaysNothing) {
  const ErrorQueue errors;
  EXPECT_EQ(openssl_refused("cannot use certificate a.pem").message,
            "cannot use certificate a.pem");
}

}  // namespace error_queue_test
}  // namespace pyx
