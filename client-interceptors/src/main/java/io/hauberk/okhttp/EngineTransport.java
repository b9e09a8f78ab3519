package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.identity.TlsClient;
import io.hauberk.service.Attempt;
import io.hauberk.service.Cancellation;
import io.hauberk.service.Transport;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Carries each attempt as an OkHttp call of its own. For gateways that forward, and for all who call a service as a
 * handler. Thread-safe.
 */
final class EngineTransport implements Transport {
    private static final RequestBody NOTHING = RequestBody.create(new byte[0], null);
    private static final Rejection TARGET =
            unsendable("target", "The target of this request holds characters that cannot be sent on as they are.");
    private static final Rejection FIELD =
            unsendable("field", "A header field of this request holds characters that cannot be sent on.");
    private static final Rejection CONTENT = unsendable("content", "This method cannot be sent on with content.");
    private static final Rejection METHOD = unsendable("method", "CONNECT cannot be sent on.");

    private static final int GRPC_LENGTH = "application/grpc".length();

    private final @Nullable TlsClient tls;
    private final Targets targets;
    private final Pool pool;
    private final Eras eras = new Eras();
    private final Watchdog watchdog;
    private final @Nullable OkHttpClient plain;
    private final @Nullable OkHttpClient grpc;
    private final ReentrantLock securing = new ReentrantLock();
    private volatile @Nullable Secured secured;

    EngineTransport(String service, @Nullable TlsClient tls) {
        this.tls = tls;
        this.targets = new Targets((tls == null ? "http://" : "https://") + host(service));
        this.pool = new Pool();
        this.watchdog = Watchdog.owned();
        this.plain = tls == null ? Engine.client(pool.connections(), null) : null;
        this.grpc = plain == null ? null : Engine.priorKnowledge(plain);
    }

    Pool pool() {
        return pool;
    }

    /** A host that is no address: for one OkHttp asks no Dns. */
    private static String host(String service) {
        return Engine.digits(service) ? "s" + service : service;
    }

    @Override
    public Response send(Request request, Attempt attempt) throws IOException {
        okhttp3.Request.Builder builder = new okhttp3.Request.Builder();
        Fields.Outgoing fields;
        try {
            HttpUrl url = targets.url(request.path(), request.query());
            if (url == null) {
                return refused(request, TARGET);
            }
            fields = Fields.outgoing(request.headers(), request.authority(), builder.url(url));
        } catch (IllegalArgumentException e) {
            return refused(request, FIELD);
        }
        Rejection unsendable = unsendable(request);
        if (unsendable != null) {
            return refused(request, unsendable);
        }
        Secured secured = plain != null ? null : secured();
        Gate gate = secured == null ? null : secured.gates.of(pool.connections(), attempt.endpoint());
        EnginePassage passage =
                new EnginePassage(attempt, request.exchange(), fields, watchdog, eras.dns(attempt.endpoint()), gate);
        builder.method(request.method(), body(request, passage.flight())).tag(AtEndpoint.Passage.class, passage);
        OkHttpClient client = secured == null ? inClear(request) : secured.client;
        return call(client.newCall(builder.build()), passage);
    }

    /** There is no gRPC but over HTTP/2, and in clear text nothing says beforehand whether a server speaks that. */
    private OkHttpClient inClear(Request request) {
        String type = request.headers().first("content-type");
        boolean isGrpc = type != null
                && type.startsWith("application/grpc")
                && (type.length() == GRPC_LENGTH || type.charAt(GRPC_LENGTH) == '+' || type.charAt(GRPC_LENGTH) == ';');
        return Objects.requireNonNull(isGrpc ? grpc : plain);
    }

    private Response call(Call call, EnginePassage passage) throws IOException {
        Flight flight = passage.flight();
        Cancellation cancellation = flight.attempt().cancellation();
        if (cancellation != null) {
            cancellation.onCancel(() -> passage.breakOff(call));
        }
        okhttp3.Response answer;
        try {
            answer = passage.execute(call);
        } catch (IOException e) {
            flight.land();
            pool.ended();
            IOException failed = Failures.of(
                    e, flight, passage.multiplexed(), flight.attempt().cancelled());
            throw eras.judged(failed, passage.dns());
        } catch (RuntimeException | Error e) {
            flight.land();
            pool.ended();
            throw e;
        }
        flight.headArrived();
        return response(answer, call, flight);
    }

    private Response response(okhttp3.Response answer, Call call, Flight flight) {
        io.hauberk.Headers headers = Fields.incoming(AtEndpoint.restoredHeaders(answer));
        if (CallEnd.length(answer) == 0) {
            flight.land();
            answer.close();
            pool.ended();
            Response response = Response.of(answer.code(), headers, Body.empty());
            response.end(End.COMPLETED);
            return response;
        }
        Ending ending = new Ending(pool);
        IncomingBody body = new IncomingBody(answer, flight, ending, call::cancel);
        Response response = Response.of(answer.code(), headers, body);
        ending.response = response;
        return response;
    }

    private static @Nullable Rejection unsendable(Request request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> request.body().length() == 0 ? null : CONTENT;
            case "CONNECT" -> METHOD;
            default -> null;
        };
    }

    static @Nullable RequestBody body(Request request, Flight flight) {
        if (request.body().length() != 0) {
            return new OutgoingBody(request.exchange(), request.body(), flight);
        }
        return switch (request.method()) {
            case "POST", "PUT", "PATCH", "PROPPATCH", "REPORT", "QUERY" -> NOTHING;
            default -> null;
        };
    }

    private Secured secured() {
        TlsClient client = Objects.requireNonNull(tls);
        Secured now = secured;
        return now != null && now.sockets == client.sockets() ? now : secure(client);
    }

    private Secured secure(TlsClient tls) {
        securing.lock();
        try {
            TlsClient.Sockets sockets = tls.sockets();
            Secured now = secured;
            if (now != null && now.sockets == sockets) {
                return now;
            }
            Secured next = new Secured(sockets, Engine.client(pool.connections(), sockets), new Gates());
            secured = next;
            // Idle connections of the generation before would only wait for their end.
            pool.evict();
            return next;
        } finally {
            securing.unlock();
        }
    }

    private static Rejection unsendable(String rule, String detail) {
        return Rejection.of("forward", 400, "unsendable").by(rule).because(detail);
    }

    private static Response refused(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    @Override
    public void forget(io.hauberk.discovery.Endpoint endpoint) {
        pool.forget();
    }

    @Override
    public void close() {
        pool.close();
        watchdog.disown();
        if (tls != null) {
            tls.close();
        }
    }

    private record Secured(TlsClient.Sockets sockets, OkHttpClient client, Gates gates) {}

    /** Hands the end of the body on to the response, which is made after it. */
    private static final class Ending implements java.util.function.Consumer<End> {
        private final Pool pool;
        private @Nullable Response response;

        Ending(Pool pool) {
            this.pool = pool;
        }

        @Override
        public void accept(End end) {
            pool.ended();
            if (response != null) {
                response.end(end);
            }
        }
    }
}
