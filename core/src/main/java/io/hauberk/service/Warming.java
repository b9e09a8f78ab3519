package io.hauberk.service;

import io.hauberk.Body;
import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.discovery.Endpoint;
import io.hauberk.service.ServiceHandler.Running;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One service being warmed up: run once, on a thread of its own. */
final class Warming implements Runnable {
    private final Running running;
    private final WarmUp wanted;
    private final Transport transport;
    private final Commons commons;
    private final CountDownLatch done;
    private volatile @Nullable String fault;

    Warming(Running running, WarmUp wanted, @Nullable Transport over, Commons commons, CountDownLatch done) {
        this.running = running;
        this.wanted = wanted;
        this.transport = over == null ? running.transport() : over;
        this.commons = commons;
        this.done = done;
        this.fault = "Service " + service().name() + " was not warm within " + wanted.timeout() + ".";
    }

    private Service service() {
        return running.chain().service();
    }

    /** What is not as it should be, in a sentence; null once all is well. */
    @Nullable String fault() {
        return fault;
    }

    @Override
    public void run() {
        try {
            fault = warm(Deadline.after(wanted.timeout(), commons.ticker()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fault = "Service " + service().name() + " could not be warmed up: " + e + ".";
        } finally {
            done.countDown();
        }
    }

    private @Nullable String warm(Deadline deadline) throws InterruptedException {
        Pool pool = running.supply().pool();
        pool.awaitFirst(deadline.remainingNanos());
        Members members = pool.members();
        if (members.size() == 0) {
            return "Service " + service().name() + " has no endpoint yet.";
        }
        int goal = Math.min(wanted.endpoints(), members.size());
        int reached = 0;
        int first = (int) (commons.fraction() * members.size());
        for (int i = 0; i < members.size() && reached < goal && !deadline.passed(); i++) {
            Member member = members.get((first + i) % members.size());
            reached += member.in() && reached(member.endpoint(), deadline) ? 1 : 0;
        }
        return reached < goal
                ? "Service " + service().name() + " was reached at " + reached + " endpoints instead of " + goal + "."
                : null;
    }

    private boolean reached(Endpoint endpoint, Deadline deadline) {
        Service service = service();
        Exchange exchange = Exchange.begin(commons.ticker());
        exchange.shrink(deadline);
        Request request = Request.of(
                exchange, "GET", endpoint.scheme(), service.name(), wanted.path(), null, Headers.empty(), Body.empty());
        Attempt attempt =
                new Attempt(service.name(), endpoint, 1, deadline, service.connectTimeout(), service.idleTimeout());
        try {
            Response response = transport.send(request, attempt);
            Probe.readUp(response, deadline);
            response.close();
            return response.rejection() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
