/* Included in each file of the runtime's OpenSSL shim. OpenSSL keeps two buffers of 17 KiB for each connection unless it is told to release
   them between records: with 10,000 users who are silent most of the time, that is most of the memory. CMake's checks for OpenSSL's
   functions declare them in their own way and would fail with this header. */
#ifndef CHECK_FUNCTION_EXISTS
#include <openssl/ssl.h>

static inline SSL_CTX* ReleasingContext(const SSL_METHOD* method)
{
    SSL_CTX* context = SSL_CTX_new(method);
    if (context != NULL) SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    return context;
}

#define SSL_CTX_new ReleasingContext
#endif
