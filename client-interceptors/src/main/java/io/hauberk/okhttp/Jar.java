package io.hauberk.okhttp;

import io.hauberk.Request;
import io.hauberk.Response;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;

/**
 * The user's cookie jar, for what is decided before OkHttp asks it and added after OkHttp has filled it: which endpoint a
 * cookie leads to, and the cookie that leads back there.
 */
final class Jar {
    private Jar() {}

    /** The request with the cookies that OkHttp will send along. */
    static Request opened(Request request, HttpUrl url, Interceptor.Chain chain) {
        CookieJar jar = chain.getCookieJar();
        if (jar == CookieJar.NO_COOKIES || request.headers().contains("Cookie")) {
            return request;
        }
        List<Cookie> cookies = jar.loadForRequest(url);
        if (cookies.isEmpty()) {
            return request;
        }
        StringBuilder field = new StringBuilder();
        for (Cookie cookie : cookies) {
            field.append(field.isEmpty() ? "" : "; ")
                    .append(cookie.name())
                    .append('=')
                    .append(cookie.value());
        }
        return request.with("Cookie", field.toString());
    }

    /** Keeps the cookies of an answer that was changed since OkHttp has seen it. */
    static void fill(HttpUrl url, Response answer, Interceptor.Chain chain) {
        CookieJar jar = chain.getCookieJar();
        if (jar != CookieJar.NO_COOKIES && answer.headers().contains("Set-Cookie")) {
            List<Cookie> cookies = Cookie.parseAll(url, Fields.sent(answer.headers(), null));
            if (!cookies.isEmpty()) {
                jar.saveFromResponse(url, cookies);
            }
        }
    }
}
