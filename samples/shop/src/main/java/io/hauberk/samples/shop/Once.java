package io.hauberk.samples.shop;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes a repeated request harmless: whoever comes with a key that was there before gets the answer that it got then.
 * Remembers the last 50,000 keys. What failed is not remembered, so that it can be tried again. Thread-safe.
 */
final class Once {
    private static final int MAX = 50_000;

    private final Map<String, FutureTask<String>> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FutureTask<String>> eldest) {
            return size() > MAX;
        }
    };

    String answer(String key, Callable<String> work) throws IOException {
        FutureTask<String> mine = new FutureTask<>(work);
        FutureTask<String> first;
        synchronized (answers) {
            first = answers.putIfAbsent(key, mine);
        }
        if (first == null) {
            mine.run();
        }
        FutureTask<String> task = first == null ? mine : first;
        try {
            return task.get();
        } catch (ExecutionException e) {
            forget(key, task);
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("Interrupted while waiting for the first answer.");
        }
    }

    private void forget(String key, FutureTask<String> failed) {
        synchronized (answers) {
            answers.remove(key, failed);
        }
    }
}
