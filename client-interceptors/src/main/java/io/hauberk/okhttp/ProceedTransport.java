package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.service.Attempt;
import io.hauberk.service.ServiceHandler;
import io.hauberk.service.Transport;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Carries the attempts of one call of a user's OkHttp client: each proceeds with the same call. For one thread. */
final class ProceedTransport implements Transport {
    private static final Rejection UNSENDABLE = Rejection.of("mesh", 400, "unsendable")
            .because("What a filter made of this request cannot be sent by OkHttp.");

    private final Interceptor.Chain chain;
    private final okhttp3.Request original;
    private final Request begun;
    private final ServiceHandler service;
    private final Proceeding proceeding;
    private okhttp3.@Nullable Response answer;
    private @Nullable Response shown;

    /**
     * The transport of one call.
     *
     * @param original the request as the user has made it
     * @param begun the same in our form, before any filter
     */
    ProceedTransport(
            Interceptor.Chain chain,
            okhttp3.Request original,
            Request begun,
            ServiceHandler service,
            Proceeding proceeding) {
        this.chain = chain;
        this.original = original;
        this.begun = begun;
        this.service = service;
        this.proceeding = proceeding;
    }

    @Override
    public Response send(Request request, Attempt attempt) throws IOException {
        answer = null;
        shown = null;
        boolean secure = attempt.endpoint().scheme().equals("https");
        ServiceTls.@Nullable Entry tls = secure ? proceeding.tls(service.service()) : null;
        ProceedPassage passage = new ProceedPassage(attempt, request.exchange(), proceeding, tls, webSocket(original));
        HttpUrl url = url(request, attempt, tls);
        HttpUrl detour = detour(url, attempt);
        okhttp3.Response response = passage.proceed(chain, dressed(request, detour, passage));
        answer = detour == url
                ? response
                : response.newBuilder()
                        .request(response.request().newBuilder().url(url).build())
                        .build();
        return shown(answer, passage);
    }

    /** An interceptor's chain is for one thread. */
    @Override
    public boolean concurrent() {
        return false;
    }

    private Response shown(okhttp3.Response answer, ProceedPassage passage) {
        Headers headers = Fields.incoming(answer.headers());
        long length = CallEnd.length(answer);
        boolean nothing = answer.code() == 101 || answer.body().contentLength() == 0;
        Body body = nothing ? Body.empty() : new AnswerView(answer, length, passage);
        Response response = Response.of(answer.code(), headers, body);
        shown = response;
        return response;
    }

    /** OkHttp's own response, if the filters have left it as it was; else null. */
    okhttp3.@Nullable Response untouched(Response response) {
        Response ours = shown;
        boolean same = ours != null
                && response.status() == ours.status()
                && response.headers() == ours.headers()
                && response.body() == ours.body();
        return same ? answer : null;
    }

    /** What OkHttp made of the last attempt; null where that failed. */
    okhttp3.@Nullable Response answer() {
        return answer;
    }

    private HttpUrl url(Request request, Attempt attempt, ServiceTls.@Nullable Entry tls) throws IOException {
        HttpUrl url = original.url();
        if (tls == null && url.isHttps()) {
            throw new IOException("https was asked for, but service " + attempt.service()
                    + " is spoken to in clear text. Call it by http://" + attempt.service() + ", or set its tls.");
        }
        boolean samePlace = request.path().equals(begun.path()) && Objects.equals(request.query(), begun.query());
        return samePlace && url.isHttps() == (tls != null) ? url : made(request, tls);
    }

    /**
     * The same, but for a port that means nothing, where OkHttp would reuse the connection of the attempt before: for
     * that it compares host and port, and not the Dns. The host is another where it would be taken for an address.
     */
    private HttpUrl detour(HttpUrl url, Attempt attempt) {
        boolean digits = Engine.digits(url.host());
        return digits || proceeding.wouldReuse(url, attempt.endpoint())
                ? url.newBuilder()
                        .host(digits ? "s" + url.host() : url.host())
                        .port(proceeding.otherPort())
                        .build()
                : url;
    }

    private HttpUrl made(Request request, ServiceTls.@Nullable Entry tls) throws IOException {
        HttpUrl url = tls != null
                ? tls.targets().url(request.path(), request.query())
                : Targets.make("http://" + service.name(), request.path(), request.query());
        if (url == null) {
            throw unsendable(request);
        }
        return url;
    }

    private okhttp3.Request dressed(Request request, HttpUrl url, ProceedPassage passage) throws IOException {
        Headers headers = request.headers();
        boolean host = headers.contains("Host") || url.equals(original.url());
        try {
            okhttp3.Request.Builder builder = original.newBuilder()
                    .method(request.method(), body(request, passage))
                    .tag(AtEndpoint.Passage.class, passage);
            Fields.send(headers, host ? null : request.authority(), original.headers(), builder);
            if (url != original.url()) {
                builder.url(url);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw unsendable(request);
        }
    }

    private static @Nullable RequestBody body(Request request, ProceedPassage passage) {
        Body body = request.body();
        if (body instanceof UserBody users) {
            return users.original().isDuplex() ? users.original() : new ProceedBody(users, request, passage.flight());
        }
        return EngineTransport.body(request, passage.flight());
    }

    private static RejectedException unsendable(Request request) {
        request.exchange().record(UNSENDABLE.decision(Outcome.REFUSED));
        return new RejectedException(UNSENDABLE);
    }

    private static boolean webSocket(okhttp3.Request request) {
        return "websocket".equalsIgnoreCase(request.header("Upgrade"));
    }

    /** What is left of the time, for OkHttp's own timeouts: at least a millisecond. */
    static int millis(long nanos) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
}
