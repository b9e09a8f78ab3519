package io.hauberk.service;

import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Spreads requests over several handlers by weight: a new version beside an old one. Immutable, thread-safe; blocks as
 * the chosen handler does. Stands at the end of a chain.
 */
public final class Weighted implements Handler {
    private final Handler[] handlers;
    private final int[] weights;
    private final int total;

    private Weighted(Handler[] handlers, int[] weights, int total) {
        this.handlers = handlers;
        this.weights = weights;
        this.total = total;
    }

    /**
     * Nobody yet; see {@link #and}.
     */
    public static Weighted of(Handler handler, int weight) {
        return new Weighted(new Handler[0], new int[0], 0).and(handler, weight);
    }

    /** These, and one more with its weight, 0 to 1,000,000. One of weight 0 takes nothing. */
    public Weighted and(Handler handler, int weight) {
        if (weight < 0 || weight > 1_000_000 || handlers.length >= 1000) {
            throw new IllegalArgumentException("A weight is between 0 and 1000000, but this one is " + weight + ".");
        }
        Handler[] more = Arrays.copyOf(handlers, handlers.length + 1);
        int[] theirs = Arrays.copyOf(weights, more.length);
        more[handlers.length] = handler;
        theirs[handlers.length] = weight;
        return new Weighted(more, theirs, total + weight);
    }

    /** The handlers, in order. */
    public List<Handler> handlers() {
        return List.of(handlers);
    }

    /** @throws IllegalStateException if all weights are 0 */
    @Override
    public Response handle(Request request) throws IOException {
        return pick(total == 0 ? 0 : ThreadLocalRandom.current().nextInt(total)).handle(request);
    }

    private Handler pick(int draw) {
        int rest = draw;
        for (int i = 0; i < handlers.length; i++) {
            rest -= weights[i];
            if (rest < 0) {
                return handlers[i];
            }
        }
        throw new IllegalStateException(
                "All of " + Arrays.toString(handlers) + " have weight 0, so nobody can answer.");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < handlers.length; i++) {
            text.append(i == 0 ? "" : ", ").append(handlers[i]).append(' ').append(weights[i]);
        }
        return text.toString();
    }
}
