package io.hauberk.benchmarks;

import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** A stub in place of OkHttp's network: the innermost application interceptor, which answers with 1 KB. */
final class Canned implements Interceptor {
    private static final byte[] CONTENT = new byte[1024];
    private static final MediaType TYPE = MediaType.get("application/json");
    private static final Headers HEADERS = Headers.of(
            "Content-Type",
            "application/json",
            "Content-Length",
            "1024",
            "Cache-Control",
            "no-store",
            "Date",
            "Thu, 01 Jan 2026 00:00:00 GMT");

    @Override
    public Response intercept(Chain chain) {
        return new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("OK")
                .headers(HEADERS)
                .body(ResponseBody.create(CONTENT, TYPE))
                .build();
    }
}
