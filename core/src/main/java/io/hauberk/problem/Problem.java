package io.hauberk.problem;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.Concern;
import io.hauberk.DeadlineExceededException;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.service.TransportException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Renders refusals as {@code application/problem+json} (RFC 9457). The gateway's outermost stage: it sees every refusal
 * after all head mappings, and nothing renders twice, since what leaves here is an ordinary response.
 *
 * <p>The document holds {@code type}, {@code title} (the standard phrase of the status), {@code status}, {@code detail}
 * where the refusal has one, {@code instance} (an opaque URN made of the request's id, to be searched for in logs),
 * {@code reason} (the short name), and the refusal's own members. Fields that the response carries, such as {@code
 * WWW-Authenticate} or {@code Retry-After}, stay; {@code Cache-Control} becomes {@code no-store}. A HEAD request gets
 * the same head and no body. A gRPC call gets 200 with {@code grpc-status} and {@code grpc-message} instead, since its
 * client reads nothing else.
 *
 * <p>Neither the names of upstreams, filters and rules, nor the text of any exception gets out. Never blocks;
 * immutable; thread-safe.
 */
public final class Problem implements Filter {
    private static final Problem JSON = new Problem();

    private Problem() {}

    /** The renderer. */
    public static Problem json() {
        return JSON;
    }

    /**
     * The refusal that answers a caller whose request failed on its way to another service: 504 where time ran out, 502
     * where a connection failed or broke, the refusal itself where something on the way refused.
     *
     * @return null where the caller itself broke off, so that nobody is left to be answered
     */
    public static @Nullable Rejection of(IOException failure) {
        if (ClientAbortedException.causedBy(failure)) {
            return null;
        }
        boolean outOfTime = failure instanceof InterruptedIOException;
        Rejection transport = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 16; depth++, cause = cause.getCause()) {
            if (cause instanceof RejectedException refused) {
                return refused.rejection();
            }
            if (cause instanceof DeadlineExceededException) {
                return Failed.DEADLINE;
            }
            if (transport == null && cause instanceof TransportException e) {
                transport = Failed.because(e.failure());
            }
        }
        return transport != null ? transport : outOfTime ? Failed.TIMEOUT : Failed.UPSTREAM;
    }

    @Override
    public String name() {
        return "problem";
    }

    @Override
    public Concern concern() {
        return Concern.OTHER;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        return rendered(request, next.handle(request));
    }

    /** The response, rendered if it is a refusal that has not left; else the same instance. */
    public Response rendered(Request request, Response response) {
        Rejection rejection = response.rejection();
        if (rejection == null || response.sent()) {
            return response;
        }
        return Grpc.asked(request) ? Grpc.answer(request, response, rejection) : document(request, response, rejection);
    }

    private static Response document(Request request, Response response, Rejection rejection) {
        byte[] json = Document.of(rejection, response.status(), request.exchange())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        Headers headers = response.headers()
                .edit()
                .remove("Content-Encoding")
                .set("Content-Type", "application/problem+json")
                .set("Content-Length", Integer.toString(json.length))
                .set("Cache-Control", "no-store")
                .build();
        boolean head = request.method().equals("HEAD");
        return response.withHeaders(headers).withBody(head ? Body.empty() : Body.of(json));
    }
}
