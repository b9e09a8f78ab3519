package io.hauberk.okhttp;

import io.hauberk.Exchange;
import io.hauberk.service.Attempt;
import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The way of an attempt that proceeds with a user's call. A call that is cancelled is cancelled for ever, so an attempt is
 * ended by closing its connection, and the next one may follow. A connection with many streams is not ours alone: there
 * OkHttp's own timeouts of the stream end the attempt.
 */
final class ProceedPassage implements AtEndpoint.Passage, Flight.Aborter {
    private final Flight flight;
    private final Proceeding proceeding;
    private final EndpointDns dns;
    private final ServiceTls.@Nullable Entry tls;
    private final boolean upgrading;
    private volatile @Nullable Socket socket;
    private volatile okhttp3.@Nullable Call call;
    private @Nullable Gate gate;
    private volatile boolean multiplexed;
    /** Whether OkHttp keeps the times of a stream, should it become one. */
    private boolean streamTimed;

    ProceedPassage(
            Attempt attempt,
            Exchange exchange,
            Proceeding proceeding,
            ServiceTls.@Nullable Entry tls,
            boolean upgrading) {
        this.flight = new Flight(attempt, exchange.deadline(), proceeding.watchdog());
        this.proceeding = proceeding;
        this.dns = proceeding.eras().dns(attempt.endpoint());
        this.tls = tls;
        this.upgrading = upgrading;
    }

    Flight flight() {
        return flight;
    }

    Response proceed(Interceptor.Chain chain, Request request) throws IOException {
        call = chain.call();
        if (upgrading) {
            // Network interceptors do not see WebSockets, so nobody would tell us.
            flight.connected();
        }
        flight.takeOff(this);
        Response response;
        try {
            response = AtEndpoint.restored(passed(configured(chain), request));
        } catch (IOException e) {
            flight.land();
            throw proceeding
                    .eras()
                    .judged(Failures.of(e, flight, multiplexed, chain.call().isCanceled()), dns);
        } catch (RuntimeException | Error e) {
            flight.land();
            throw e;
        }
        if (!flight.land()) {
            // The watchdog is about to close the connection. It must not meet the next one who uses it.
            giveUpConnection();
            response.close();
            throw Failures.of(new SocketException("Socket closed"), flight, multiplexed, false);
        }
        if (!upgrading) {
            idle(response);
        }
        return response;
    }

    private Response passed(Interceptor.Chain chain, Request request) throws IOException {
        Gate entered = gate;
        if (entered == null) {
            return chain.proceed(request);
        }
        entered.enter(flight, flight.nanosToConnect());
        try {
            if (flight.ended()) {
                throw new SocketException("Socket closed");
            }
            return chain.proceed(request);
        } finally {
            entered.left(flight);
        }
    }

    private Interceptor.Chain configured(Interceptor.Chain chain) {
        Interceptor.Chain configured = chain.withDns(dns).withSocketFactory(flight);
        if (chain.getRetryOnConnectionFailure()) {
            configured = configured.withRetryOnConnectionFailure(false);
        }
        if (chain.getProxy() != Proxy.NO_PROXY) {
            configured = configured.withProxy(Proxy.NO_PROXY);
        }
        return timed(secured(configured));
    }

    private Interceptor.Chain secured(Interceptor.Chain chain) {
        if (tls == null) {
            return chain;
        }
        ServiceTls.Shown shown = tls.sockets();
        if (!upgrading) {
            gate = shown.gates().of(chain.getConnectionPool(), flight.attempt().endpoint());
        }
        return chain.withSslSocketFactory(shown.sockets().factory(), shown.trust())
                .withHostnameVerifier(Engine.VERIFIED_IN_HANDSHAKE);
    }

    private Interceptor.Chain timed(Interceptor.Chain chain) {
        Interceptor.Chain timed = chain;
        boolean own = tls != null && tls.mayBeMultiplexed();
        streamTimed = own;
        int read = own ? ProceedTransport.millis(flight.attempt().deadline().remainingNanos()) : 0;
        int write = own ? ProceedTransport.millis(flight.idleNanos()) : 0;
        if (chain.connectTimeoutMillis() != 0) {
            timed = timed.withConnectTimeout(0, TimeUnit.MILLISECONDS);
        }
        if (chain.readTimeoutMillis() != read) {
            timed = timed.withReadTimeout(read, TimeUnit.MILLISECONDS);
        }
        if (chain.writeTimeoutMillis() != write) {
            timed = timed.withWriteTimeout(write, TimeUnit.MILLISECONDS);
        }
        return timed;
    }

    /** From now on the time is that of the next byte, which OkHttp keeps: the user reads, and we do not see it. */
    private void idle(Response response) {
        if (response.body().contentLength() != 0) {
            response.body().source().timeout().timeout(flight.idleNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void connected(@Nullable Connection connection) throws IOException {
        proceeding.connected(flight.attempt().endpoint(), connection);
        multiplexed = connection != null && connection.protocol() == Protocol.HTTP_2;
        if (!flight.connected()) {
            throw Flight.connectedTooLate();
        }
        if (connection == null) {
            return;
        }
        if (gate != null) {
            gate.connected(connection);
        }
        if (tls != null) {
            tls.speaks(multiplexed);
        }
        if (!multiplexed) {
            alone(connection);
        } else if (streamTimed) {
            flight.rest();
        }
    }

    private void alone(Connection connection) {
        EndpointSocket made = flight.socket();
        if (made != null) {
            proceeding.sockets().note(connection.socket(), made);
        }
        socket = proceeding.sockets().plain(connection.socket());
        if (streamTimed) {
            untime(connection.socket());
        }
    }

    /** OkHttp has set it for the head, and would not set it again for the body. */
    private static void untime(Socket socket) {
        try {
            socket.setSoTimeout(0);
        } catch (SocketException e) {
            // It is closed, as the next read will find.
            return;
        }
    }

    @Override
    public Request wanted(Request request) {
        return request;
    }

    /**
     * Where the endpoint spoke HTTP/1.1 up to now, OkHttp was not asked to keep the times of streams. For the first ones
     * after that the call has to go.
     */
    @Override
    public void abort(Flight aborted) {
        okhttp3.Call whole = call;
        if (!multiplexed) {
            giveUpConnection();
        } else if (flight.hasConnected() && whole != null) {
            whole.cancel();
        }
    }

    /** Closes the connection of this attempt, where it is alone on it. Where it is not known, the call has to go. */
    void giveUpConnection() {
        if (multiplexed) {
            return;
        }
        Socket known = socket;
        if (known == null) {
            known = flight.socket();
        }
        okhttp3.Call whole = call;
        if (known != null) {
            Sockets.close(known);
        } else if (upgrading && whole != null) {
            whole.cancel();
        }
    }
}
