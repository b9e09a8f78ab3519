package io.hauberk.okhttp;

import io.hauberk.Body;
import io.hauberk.DeadlineExceededException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Response;
import io.hauberk.service.Attempt;
import io.hauberk.service.CallOptions;
import io.hauberk.service.Failure;
import io.hauberk.service.ServiceHandler;
import io.hauberk.service.TransportException;
import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Turns calls to the names of services into calls of these services: the innermost application interceptor of a client.
 * Follows redirects itself, by a fresh choice each.
 */
final class MeshInterceptor implements Interceptor {
    private static final Rejection UNKNOWN_HOST = Rejection.of("mesh", 403, "unknown-host")
            .by("egress")
            .because("The host is no service of the mesh, and others are not called from here.");

    private final MeshParts mesh;
    private final Redirects redirects;
    private final Standard standard;

    MeshInterceptor(MeshParts mesh, Redirects redirects, Standard standard) {
        this.mesh = mesh;
        this.redirects = redirects;
        this.standard = standard;
    }

    @Override
    public okhttp3.Response intercept(Chain chain) throws IOException {
        if (mesh.closed()) {
            throw closed();
        }
        Proceeding proceeding = new Proceeding(mesh.tls(), mesh.sockets(), mesh.eras(), mesh.watchdog());
        Request request = chain.request();
        okhttp3.Response prior = null;
        for (int followed = 0; ; followed++) {
            ServiceHandler service = mesh.service(request.url().host());
            okhttp3.Response answer =
                    service == null ? outside(chain, request) : inside(chain, request, service, proceeding);
            okhttp3.Response linked = prior == null
                    ? answer
                    : answer.newBuilder().priorResponse(prior).build();
            Request next = redirects.next(request, answer);
            // Who is outside does not lead us into the mesh, where we would show who we are.
            if (next == null || service == null && mesh.service(next.url().host()) != null) {
                return linked;
            }
            linked.close();
            proceeding.followed();
            if (followed == Redirects.MAX) {
                throw new ProtocolException("Too many redirects: " + (followed + 1));
            }
            prior = linked.newBuilder().body(ResponseBody.EMPTY).build();
            request = next;
        }
    }

    static IOException closed() {
        return new IOException("The mesh of this client is closed.");
    }

    private okhttp3.Response outside(Chain chain, Request request) throws IOException {
        if (mesh.refusesUnknownHosts()) {
            Exchange exchange = chain.call().tag(Exchange.class);
            if (exchange != null) {
                exchange.record(UNKNOWN_HOST.decision(Outcome.REFUSED));
            }
            throw new RejectedException(
                    UNKNOWN_HOST.member("host", request.url().host()));
        }
        return standard.restored(chain).proceed(request);
    }

    private okhttp3.Response inside(Chain chain, Request request, ServiceHandler service, Proceeding proceeding)
            throws IOException {
        Exchange exchange = exchange(chain);
        CallOptions options = request.tag(CallOptions.class);
        if (options != null) {
            exchange.put(CallOptions.KEY, options);
        }
        io.hauberk.Request begun = Jar.opened(Outbound.request(request, exchange), request.url(), chain);
        Attempt fixed = request.tag(Attempt.class);
        if (fixed != null) {
            ProceedTransport transport = new ProceedTransport(chain, request, begun, service, proceeding);
            return answer(chain, request, transport.send(begun, fixed), transport, proceeding);
        }
        mesh.underWay().began(exchange);
        if (mesh.closed()) {
            // Whoever closes it has either seen that this call has begun, or is seen here.
            exchange.end(End.CANCELLED);
            throw closed();
        }
        ProceedTransport transport = service.hedges(begun) && !duplex(request)
                ? null
                : new ProceedTransport(chain, request, begun, service, proceeding);
        Response response;
        try {
            response = transport != null
                    ? service.call(begun, transport)
                    : service.callBy(begun, engine -> HedgedCall.of(engine, chain.call()));
        } catch (TransportException e) {
            exchange.end(e.failure() == Failure.CANCELLED ? End.CANCELLED : End.FAILED);
            throw original(e);
        } catch (IOException | RuntimeException | Error e) {
            exchange.end(End.CANCELLED);
            throw e;
        }
        Rejection rejection = response.rejection();
        if (rejection != null) {
            response.close();
            exchange.end(End.CANCELLED);
            throw refusal(rejection, service);
        }
        response.onEnd(exchange::end);
        return answer(chain, request, response, transport, proceeding);
    }

    /** Whose call it is: a tag of the request says it, else the thread that made the call; else nobody's. */
    private Exchange exchange(Chain chain) {
        Exchange exchange = chain.call().tag(Exchange.class);
        if (exchange != null) {
            return exchange.child();
        }
        mesh.countUnbound();
        return Exchange.begin(mesh.ticker());
    }

    private static IOException original(TransportException e) {
        IOException original = e.original();
        if (e.failure() != Failure.TIMEOUT || original instanceof DeadlineExceededException) {
            return original;
        }
        DeadlineExceededException late = new DeadlineExceededException(String.valueOf(original.getMessage()));
        late.initCause(original);
        return late;
    }

    private static IOException refusal(Rejection rejection, ServiceHandler service) {
        return rejection.status() == 504
                ? new DeadlineExceededException(
                        "Service " + service + " was not reached: " + rejection.reason() + ". " + rejection.detail())
                : new RejectedException(rejection);
    }

    private static boolean duplex(Request request) {
        return request.body() != null && request.body().isDuplex();
    }

    private static okhttp3.Response answer(
            Chain chain,
            Request request,
            Response response,
            @Nullable ProceedTransport transport,
            Proceeding proceeding) {
        proceeding.answered(response);
        okhttp3.Response untouched = transport == null ? null : transport.untouched(response);
        if (untouched != null) {
            CallEnd.follow(chain.call(), untouched, response);
            return untouched;
        }
        Jar.fill(request.url(), response, chain);
        okhttp3.Response last = transport == null ? null : transport.answer();
        okhttp3.Response.Builder builder = last != null
                ? last.newBuilder()
                : new okhttp3.Response.Builder()
                        .protocol(Protocol.HTTP_1_1)
                        .message("")
                        .request(request);
        return builder.code(response.status())
                .headers(Fields.sent(response.headers(), null))
                .body(body(chain, response, last))
                .build();
    }

    private static ResponseBody body(Chain chain, Response response, okhttp3.@Nullable Response last) {
        Body body = response.body();
        if (last != null && body instanceof AnswerView) {
            CallEnd.follow(chain.call(), last, response);
            return last.body();
        }
        return new AnswerBody(response);
    }

    /** What a client's own settings are where the mesh has set others for its services. */
    @FunctionalInterface
    interface Standard {
        /** The chain for hosts that are no service. */
        Chain restored(Chain chain);
    }
}
