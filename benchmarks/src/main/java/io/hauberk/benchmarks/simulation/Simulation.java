package io.hauberk.benchmarks.simulation;

import io.hauberk.Body;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.Attempt;
import io.hauberk.service.Balancer;
import io.hauberk.service.Failure;
import io.hauberk.service.OutlierDetection;
import io.hauberk.service.Retry;
import io.hauberk.service.Service;
import io.hauberk.service.ServiceHandler;
import io.hauberk.service.Services;
import io.hauberk.service.TransportException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One client calls one service of ten instances. Calls begin by chance (Poisson); nothing is retried, so that what is
 * seen is the balancer.
 */
final class Simulation {
    static final int INSTANCES = 10;
    static final int TROUBLE_SECOND = 10;
    private static final int FIRST_PORT = 9001;

    private final Scenario scenario;
    private final int seconds;
    private final Clockwork clock = new Clockwork();
    private final SplittableRandom random;
    private final Instance[] instances;
    private final long[] begun;
    private final long[] nanos;
    private final boolean[] failed;

    private Simulation(Scenario scenario, int rate, int seconds, long seed) {
        this.scenario = scenario;
        this.seconds = seconds;
        this.random = new SplittableRandom(seed);
        this.instances = IntStream.range(0, INSTANCES)
                .mapToObj(i -> new Instance(seed + 1 + i, seconds))
                .toArray(Instance[]::new);
        this.begun = new long[rate * seconds];
        this.nanos = new long[begun.length];
        this.failed = new boolean[begun.length];
        double at = 0;
        for (int i = 0; i < begun.length; i++) {
            begun[i] = (long) at;
            at += -Math.log(1 - random.nextDouble()) / rate * 1e9;
        }
    }

    /** Runs it: so many calls a second, for so many seconds. */
    static Outcome run(Scenario scenario, Balancer balancer, int rate, int seconds, long seed) {
        return new Simulation(scenario, rate, seconds, seed).run(balancer);
    }

    private Outcome run(Balancer balancer) {
        List<Endpoint> endpoints = IntStream.range(FIRST_PORT, FIRST_PORT + INSTANCES)
                .mapToObj(port -> Endpoint.of("http", "10.0.0.1", port))
                .toList();
        Service service = Service.named("orders")
                .endpoints(endpoints)
                .balance(balancer)
                .timeout(Duration.ofSeconds(2))
                .retry(Retry.never())
                .outlierDetection(
                        scenario.ejection() ? Service.named("default").outlierDetection() : OutlierDetection.off());
        try (clock;
                Services services = Services.builder(any -> this::send)
                        .ticker(clock)
                        .sleeper(clock)
                        .clock(() -> Instant.EPOCH.plusNanos(clock.nanos()))
                        .random(random::nextLong)
                        .build()) {
            services.replace(List.of(service));
            ServiceHandler handler = services.handler("orders");
            for (int i = 0; i < begun.length; i++) {
                int call = i;
                clock.begin(begun[i], () -> call(handler, call));
            }
            clock.run();
        }
        return new Outcome(shares(), begun, nanos, failed);
    }

    private void call(ServiceHandler handler, int call) {
        Request request =
                Request.of(Exchange.begin(clock), "GET", "http", "orders", "/", null, Headers.empty(), Body.empty());
        try {
            Response response = handler.handle(request);
            response.end(End.COMPLETED);
            failed[call] = response.status() >= 500;
        } catch (IOException e) {
            failed[call] = true;
        }
        nanos[call] = clock.nanos() - begun[call];
    }

    private Response send(Request request, Attempt attempt) throws IOException {
        int index = attempt.endpoint().port() - FIRST_PORT;
        long now = clock.nanos();
        long trouble = now - TROUBLE_SECOND * 1_000_000_000L;
        Health.State state =
                index > 0 || trouble < 0 ? Health.State.WELL : scenario.first().at(trouble);
        long wait = instances[index].arrives(now, state) - now;
        long left = attempt.deadline().remainingNanos();
        clock.sleep(Math.min(wait, left));
        if (wait > left) {
            throw new TransportException(Failure.TIMEOUT, new SocketTimeoutException("The instance took too long."));
        }
        return Response.of(state == Health.State.REFUSING ? 503 : 200);
    }

    private double[] shares() {
        double[] shares = new double[seconds];
        for (int second = 0; second < seconds; second++) {
            double all = 0;
            for (Instance instance : instances) {
                all += instance.arrivals()[second];
            }
            shares[second] = all == 0 ? 0 : instances[0].arrivals()[second] / all;
        }
        return shares;
    }
}
