package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A transport that answers from memory and remembers what it was asked. For one thread, unless it only answers. */
final class FakeTransport implements Transport {
    /** What an endpoint does with an attempt. */
    @FunctionalInterface
    interface Behaviour {
        Response answer(Request request, Attempt attempt) throws IOException;
    }

    /** One attempt that arrived. */
    record Seen(Request request, Attempt attempt) {
        int port() {
            return attempt.endpoint().port();
        }

        String header(String name) {
            return String.valueOf(request.header(name));
        }
    }

    private final Map<Integer, Behaviour> byPort = new LinkedHashMap<>();
    private final List<Seen> seen = new ArrayList<>();
    private final List<Response> responses = new ArrayList<>();
    private Behaviour otherwise = status(200);
    private final List<Integer> forgotten = new ArrayList<>();
    private boolean closed;

    static Behaviour status(int status, String... headers) {
        return (request, attempt) -> Response.of(status, Headers.of(headers), Body.of("answer"));
    }

    static Behaviour failing(Failure failure) {
        return (request, attempt) -> {
            throw failure(failure);
        };
    }

    /** Sends the body of the request, then breaks off. */
    static Behaviour failingAfterBody(Failure failure) {
        return (request, attempt) -> {
            request.body().open().readAllBytes();
            throw failure(failure);
        };
    }

    static TransportException failure(Failure failure) {
        return new TransportException(failure, new IOException(failure.name()));
    }

    FakeTransport all(Behaviour behaviour) {
        byPort.clear();
        otherwise = behaviour;
        return this;
    }

    FakeTransport at(int port, Behaviour behaviour) {
        byPort.put(port, behaviour);
        return this;
    }

    @Override
    public Response send(Request request, Attempt attempt) throws IOException {
        seen.add(new Seen(request, attempt));
        Response response =
                byPort.getOrDefault(attempt.endpoint().port(), otherwise).answer(request, attempt);
        responses.add(response);
        return response;
    }

    List<Seen> seen() {
        return seen;
    }

    Seen last() {
        return seen.get(seen.size() - 1);
    }

    List<Response> responses() {
        return responses;
    }

    List<Integer> ports() {
        return seen.stream().map(Seen::port).toList();
    }

    void forget() {
        seen.clear();
        responses.clear();
    }

    @Override
    public void forget(Endpoint endpoint) {
        forgotten.add(endpoint.port());
    }

    List<Integer> forgotten() {
        return forgotten;
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }
}
