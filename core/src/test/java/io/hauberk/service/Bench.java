package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Deadline;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.VirtualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Services over a fake transport in virtual time, with chance that is the same in each run. */
final class Bench {
    final VirtualTime time = VirtualTime.moving();
    final FakeTransport transport = new FakeTransport();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final SplittableRandom random = new SplittableRandom(42);
    final LaterTasks later = new LaterTasks();
    final LaterTasks checks = new LaterTasks();
    final HedgesInTime hedges = new HedgesInTime(time);
    final Services services = Services.builder(service -> transport)
            .metrics(metrics)
            .ticker(time)
            .sleeper(time)
            .clock(time)
            .random(random::nextLong)
            .timer(later)
            .checks(checks, Runnable::run)
            .hedges(hedges)
            .build();

    /** A service "orders" at so many endpoints, from port 9001 on. */
    static Service orders(int endpoints) {
        return Service.named("orders").endpoints(endpoints(endpoints));
    }

    static List<Endpoint> endpoints(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> Endpoint.of("http", "127.0.0.1", 9000 + i))
                .toList();
    }

    /** The handler of this service, which is the only one now. */
    ServiceHandler only(Service service) {
        services.replace(List.of(service));
        return services.handler(service.name());
    }

    Exchange exchange() {
        return Exchange.begin(time);
    }

    Request request(String method, String... headers) {
        return Request.of(exchange(), method, "http", "orders", "/42", null, Headers.of(headers), Body.empty());
    }

    Request within(Duration left) {
        Request request = request("GET");
        request.exchange().shrink(Deadline.after(left, time));
        return request;
    }

    /** A POST whose body can be read once. */
    Request stream(String method, String... headers) {
        return request(method, headers).withBody(Body.of(new ByteArrayInputStream(new byte[] {1, 2, 3}), 3));
    }

    /** Calls, reads the answer to its end and returns its status. */
    int status(ServiceHandler handler, Request request) throws IOException {
        Response response = handler.handle(request);
        finish(response);
        return response.status();
    }

    int get(ServiceHandler handler) throws IOException {
        return status(handler, request("GET"));
    }

    void gets(ServiceHandler handler, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            get(handler);
        }
    }

    /** Calls, whatever comes of it. */
    void tries(ServiceHandler handler, int times) {
        for (int i = 0; i < times; i++) {
            try {
                get(handler);
            } catch (IOException e) {
                // What comes of it is asserted elsewhere.
                continue;
            }
        }
    }

    static void finish(Response response) {
        response.end(End.COMPLETED);
    }

    static int active(ServiceHandler handler) {
        ServiceHandler.Running running = handler.running();
        if (running == null) {
            return -1;
        }
        Members members = running.supply().pool().members();
        return IntStream.range(0, members.size())
                .map(i -> members.get(i).active())
                .sum();
    }

    double counted(String meter, String... tags) {
        return metrics.find(meter).tags(tags).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    int timers() {
        return metrics.find("http.client.request.duration").timers().size();
    }

    double shown(String meter, String... tags) {
        return metrics.get(meter).tags(tags).gauge().value();
    }
}
