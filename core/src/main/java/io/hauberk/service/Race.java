package io.hauberk.service;

import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a hedged call, as long as there is no head. The first one, and retries, run on the caller's thread; a
 * hedge runs on another one, once the delay is over, to another endpoint. The first good answer wins, and the others are
 * broken off.
 *
 * <p>What fails in a way that is retried is no end: the next hedge goes out at once, on the thread that has become free;
 * where no hedge is left, the caller's thread goes on by the rules of retries. What is left last is the answer.
 */
final class Race {
    static final String HEDGE = "hedge";
    /** No failure, but too slow: something else than {@link RetryRules#NONE}. */
    private static final int WAITING = Integer.MAX_VALUE;

    private final Call call;
    private final CallChain chain;
    private final Request request;
    private final long delay;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final List<Runner> runners = new ArrayList<>(2);
    private int hedgesLeft;
    private int hedgesRunning;
    private @Nullable Runner winner;
    private boolean over;
    private @Nullable Runnable disarm;

    /** @param delay how long to wait for a head before the next hedge, in nanoseconds; negative where that is not known */
    Race(Call call, CallChain chain, Request request, int hedges, long delay) {
        this.call = call;
        this.chain = chain;
        this.request = request;
        this.hedgesLeft = hedges;
        this.delay = delay;
    }

    /** Runs it on the caller's thread. */
    Response run() throws IOException {
        call.awaitEndpoints();
        arm();
        boolean answered = false;
        try {
            Response response = lead();
            answered = true;
            return response;
        } finally {
            finish();
            if (!answered) {
                abandon();
            }
        }
    }

    /** The caller goes without an answer: those that are there, or have even won, are nobody's. */
    private void abandon() {
        List<Runner> all;
        lock.lock();
        try {
            all = List.copyOf(runners);
        } finally {
            lock.unlock();
        }
        all.stream().filter(Runner::ended).forEach(Runner::drop);
    }

    private Response lead() throws IOException {
        Runner last = null;
        String reason = null;
        boolean hedge = false;
        int retry = 0;
        while (true) {
            Runner runner = call.late() ? null : start(reason, hedge, false);
            if (runner == null) {
                call.spare(reason);
                return settled(last);
            }
            if (last != null) {
                last.drop();
            }
            runner.run();
            last = runner;
            if (runner.decides() && claim(runner)) {
                return runner.result();
            }
            if (over()) {
                return settled(last);
            }
            hedge = takeHedge(runner.met());
            long wait = hedge ? 0 : runner.waitBefore(retry);
            if (wait == Call.GIVE_UP) {
                return settled(last);
            }
            reason = hedge ? HEDGE : call.name(runner.met());
            if (!hedge) {
                retry++;
                pause(wait);
            }
        }
    }

    /** Where others are under way, there is no reason to wait. */
    private void pause(long wait) throws IOException {
        lock.lock();
        try {
            if (hedgesRunning > 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        call.pause(wait);
    }

    /** One that waits its time in vain is answered by the next. */
    private void arm() {
        if (delay < 0) {
            return;
        }
        lock.lock();
        try {
            if (hedgesLeft > 0 && !over) {
                disarm = chain.commons()
                        .hedges()
                        .after(delay, () -> request.exchange().wrap(this::late).run());
            }
        } finally {
            lock.unlock();
        }
    }

    /** On a hedge's thread: the delay is over. */
    private void late() {
        boolean go = takeHedge(WAITING);
        while (go) {
            Runner runner = start(HEDGE, true, true);
            if (runner == null) {
                call.spare(HEDGE);
                return;
            }
            arm();
            runner.run();
            if (!runner.decides() || !claim(runner)) {
                runner.drop();
            }
            landed();
            go = takeHedge(runner.met());
        }
    }

    /** Takes one of the hedges, if there is one left, somebody to send it to, and something in the budget. */
    private boolean takeHedge(int met) {
        if (met == RetryRules.NONE || call.late()) {
            return false;
        }
        lock.lock();
        try {
            if (hedgesLeft == 0 || over || !affordable()) {
                return false;
            }
            hedgesLeft--;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean affordable() {
        if (!chain.pool().leaves(call.tried(), chain.now())) {
            chain.meters().hedge("no-endpoint");
            return false;
        }
        if (!chain.budget().tryWithdraw()) {
            chain.meters().hedge("no-budget");
            request.exchange()
                    .record(new Decision(
                            HEDGE, Outcome.REFUSED, "budget", chain.service().name()));
            return false;
        }
        return true;
    }

    /** Chooses an endpoint for the next attempt; null if there is none, or it is over. */
    private @Nullable Runner start(@Nullable String reason, boolean hedge, boolean elsewhere) {
        lock.lock();
        try {
            Trip trip = over ? null : chain.choose(request, call.tried());
            if (trip == null) {
                return null;
            }
            call.tried(trip.member());
            Runner runner = new Runner(call, chain, request, trip, reason, hedge);
            runners.add(runner);
            hedgesRunning += elsewhere ? 1 : 0;
            return runner;
        } finally {
            lock.unlock();
        }
    }

    private boolean over() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    private void landed() {
        lock.lock();
        try {
            hedgesRunning--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether this is the one that counts. The others are broken off. */
    private boolean claim(Runner runner) {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            winner = runner;
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        finish();
        return true;
    }

    /** The others, if one of them may still win; else what was last. */
    private Response settled(@Nullable Runner last) throws IOException {
        Runner won = awaitOthers();
        if (won != null && won != last) {
            if (last != null) {
                last.drop();
            }
            return won.result();
        }
        return last != null ? last.result() : call.nothing(request);
    }

    private @Nullable Runner awaitOthers() throws IOException {
        lock.lock();
        try {
            while (winner == null && hedgesRunning > 0) {
                // Each of them ends by its own deadline; that is only for transports that do not keep it.
                if (!changed.await(call.leftNanos() + TimeUnit.SECONDS.toNanos(1), TimeUnit.NANOSECONDS)) {
                    break;
                }
            }
            return winner;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("Interrupted while waiting for a hedge.");
        } finally {
            lock.unlock();
        }
    }

    /** Breaks off all but this one; later ones do not begin. */
    private void finish() {
        List<Runner> losers = new ArrayList<>();
        Runnable take;
        lock.lock();
        try {
            over = true;
            take = disarm;
            disarm = null;
            for (Runner runner : runners) {
                if (runner != winner && !runner.ended()) {
                    losers.add(runner);
                }
            }
        } finally {
            lock.unlock();
        }
        if (take != null) {
            take.run();
        }
        losers.forEach(Runner::lose);
    }
}
