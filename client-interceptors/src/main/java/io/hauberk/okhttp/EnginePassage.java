package io.hauberk.okhttp;

import io.hauberk.Exchange;
import io.hauberk.service.Attempt;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** The way of an attempt that is an OkHttp call of its own. */
final class EnginePassage implements AtEndpoint.Passage, Flight.Aborter {
    private final Flight flight;
    private final Fields.Outgoing fields;
    private final EndpointDns dns;
    private final @Nullable Gate gate;
    private volatile @Nullable Call call;
    private boolean multiplexed;

    /** The gate is that of a connection over TLS. */
    EnginePassage(
            Attempt attempt,
            Exchange exchange,
            Fields.Outgoing fields,
            Watchdog watchdog,
            EndpointDns dns,
            @Nullable Gate gate) {
        this.flight = new Flight(attempt, exchange.deadline(), watchdog);
        this.fields = fields;
        this.dns = dns;
        this.gate = gate;
    }

    Flight flight() {
        return flight;
    }

    EndpointDns dns() {
        return dns;
    }

    okhttp3.Response execute(Call call) throws IOException {
        this.call = call;
        flight.takeOff(this);
        if (gate == null) {
            return call.execute();
        }
        gate.enter(flight, flight.nanosToConnect());
        try {
            return call.execute();
        } finally {
            gate.left(flight);
        }
    }

    /** Somebody else has answered. From any thread. */
    void breakOff(Call call) {
        call.cancel();
        if (gate != null) {
            gate.wake();
        }
    }

    boolean multiplexed() {
        return multiplexed;
    }

    @Override
    public void connected(@Nullable Connection connection) throws IOException {
        multiplexed = connection != null && connection.protocol() == Protocol.HTTP_2;
        if (gate != null && connection != null) {
            gate.connected(connection);
        }
        if (!flight.connected()) {
            throw Flight.connectedTooLate();
        }
    }

    @Override
    public Request wanted(Request request) {
        if (!fields.added()) {
            return request;
        }
        Request.Builder builder = request.newBuilder();
        if (fields.encodingAdded()) {
            builder.removeHeader("Accept-Encoding");
        }
        if (fields.agentAdded()) {
            builder.removeHeader("User-Agent");
        }
        return builder.build();
    }

    @Override
    public void abort(Flight aborted) {
        Call now = call;
        if (now != null) {
            now.cancel();
        }
    }
}
