package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import io.hauberk.discovery.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** One health check of one endpoint. Blocks, at most as long as the check may take. Immutable, thread-safe. */
final class Probe {
    private static final int MOST_READ = 16_384;
    private static final int PIECE = 1024;

    private final Service service;
    private final HealthCheck check;
    private final Transport transport;
    private final Ticker ticker;

    Probe(Service service, HealthCheck check, Transport transport, Ticker ticker) {
        this.service = service;
        this.check = check;
        this.transport = transport;
        this.ticker = ticker;
    }

    HealthCheck check() {
        return check;
    }

    /** Asks once. Returns what is wrong, in a few words; empty where all is well. */
    String ask(Endpoint endpoint) {
        try {
            return switch (check.kind()) {
                case TCP -> connect(endpoint);
                case HTTP -> onceMoreIfStale(endpoint, this::http);
                case GRPC -> onceMoreIfStale(endpoint, this::grpc);
            };
        } catch (TransportException e) {
            return Outcomes.name(e.failure());
        } catch (IOException e) {
            return "no-answer";
        }
    }

    private String connect(Endpoint endpoint) throws IOException {
        InetAddress known = endpoint.address();
        InetAddress address = known != null ? known : InetAddress.getByName(endpoint.host());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, endpoint.port()), (int)
                    Math.max(1, check.timeout().toMillis()));
            return "";
        } catch (IOException e) {
            return Outcomes.name(Failure.CONNECT);
        }
    }

    /** A pooled connection that turns out to be dead says nothing about the endpoint. */
    private static String onceMoreIfStale(Endpoint endpoint, Asking asking) throws IOException {
        try {
            return asking.ask(endpoint);
        } catch (TransportException e) {
            if (e.failure() == Failure.STALE || e.failure() == Failure.RESET_BEFORE_REQUEST) {
                return asking.ask(endpoint);
            }
            throw e;
        }
    }

    private String http(Endpoint endpoint) throws IOException {
        Deadline deadline = Deadline.after(check.timeout(), ticker);
        Response response = send(endpoint, deadline, check.method(), check.target(), Headers.empty(), Body.empty());
        try {
            readUp(response, deadline);
            return check.expects(response.status()) ? "" : Integer.toString(response.status());
        } finally {
            response.close();
        }
    }

    private String grpc(Endpoint endpoint) throws IOException {
        Headers headers = Headers.of("content-type", "application/grpc", "te", "trailers");
        Body question = Body.of(GrpcHealth.question(check.target()));
        Deadline deadline = Deadline.after(check.timeout(), ticker);
        Response response = send(endpoint, deadline, "POST", "/grpc.health.v1.Health/Check", headers, question);
        try {
            if (response.status() != 200) {
                return Integer.toString(response.status());
            }
            byte[] answer = readUp(response, deadline);
            String status = response.headers().first("grpc-status");
            if (status == null) {
                status = response.body().trailers().first("grpc-status");
            }
            return !"0".equals(status)
                    ? "grpc-" + GrpcHealth.code(status)
                    : GrpcHealth.serving(answer) ? "" : "not-serving";
        } finally {
            response.close();
        }
    }

    private Response send(
            Endpoint endpoint, Deadline deadline, String method, String target, Headers headers, Body body)
            throws IOException {
        Exchange exchange = Exchange.begin(ticker);
        exchange.shrink(deadline);
        int query = target.indexOf('?');
        String host = check.host();
        Request request = Request.of(
                exchange,
                method,
                endpoint.scheme(),
                host == null ? service.name() : host,
                query < 0 ? target : target.substring(0, query),
                query < 0 ? null : target.substring(query + 1),
                headers,
                body);
        Duration connect = min(service.connectTimeout(), check.timeout());
        return transport.send(request, new Attempt(service.name(), endpoint, 1, deadline, connect, check.timeout()));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Reads a short answer to its end, so that its connection can be used again. Nobody waits for one that drips. */
    static byte[] readUp(Response response, Deadline deadline) throws IOException {
        InputStream in = response.body().open();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        int bytes = 0;
        while (bytes >= 0 && read.size() < MOST_READ && !deadline.passed()) {
            bytes = in.read(piece);
            read.write(piece, 0, Math.max(0, bytes));
        }
        if (bytes < 0) {
            in.close();
        }
        return read.toByteArray();
    }

    @FunctionalInterface
    private interface Asking {
        String ask(Endpoint endpoint) throws IOException;
    }
}
