package io.hauberk.servlet;

import io.hauberk.Exchange;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * The container's stream, except that it is noted when reading from the client fails, and that timeouts stand still while
 * the application waits for the client.
 */
final class GuardedInput extends ServletInputStream {
    private final ServletInputStream in;
    private final Application application;
    /** Since when a reader that does not block has waited; 0 where it does not wait. */
    private long notReadySince;

    GuardedInput(ServletInputStream in, Application application) {
        this.in = in;
        this.application = application;
    }

    @Override
    public int read() throws IOException {
        long began = begin();
        int b;
        try {
            b = in.read();
        } catch (IOException e) {
            throw application.readingBroke(e);
        } finally {
            application.goesOn();
        }
        return counted(b, b < 0 ? b : 1, began);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long began = begin();
        int n;
        try {
            n = in.read(bytes, offset, length);
        } catch (IOException e) {
            throw application.readingBroke(e);
        } finally {
            application.goesOn();
        }
        return counted(n, n, began);
    }

    private long begin() {
        application.waitsForClient();
        return application.nanos();
    }

    private int counted(int result, int bytes, long began) throws IOException {
        long before = notReadySince;
        notReadySince = 0;
        if (bytes > 0 && application.withoutContent()) {
            throw application.unannounced();
        }
        if (result >= 0) {
            application.read(bytes);
        }
        application.paced(bytes, before == 0 ? began : before);
        return result;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        boolean ready = in.isReady();
        if (!ready && notReadySince == 0) {
            notReadySince = application.nanos();
        }
        return ready;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        in.setReadListener(new Listening(listener));
    }

    /** Runs inside the exchange, and notes failures. */
    private final class Listening implements ReadListener {
        private final ReadListener listener;

        Listening(ReadListener listener) {
            this.listener = listener;
        }

        @Override
        public void onDataAvailable() throws IOException {
            try (Exchange.Scope scope = application.enter()) {
                listener.onDataAvailable();
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            try (Exchange.Scope scope = application.enter()) {
                listener.onAllDataRead();
            }
        }

        @Override
        public void onError(Throwable failure) {
            application.clientBroke(failure);
            try (Exchange.Scope scope = application.enter()) {
                listener.onError(failure);
            }
        }
    }
}
