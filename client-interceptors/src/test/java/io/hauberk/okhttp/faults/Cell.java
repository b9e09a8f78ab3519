package io.hauberk.okhttp.faults;

import static org.assertj.core.api.Assertions.assertThat;

/** What one cell of the table says: what the caller sees, and what servers see of it. */
enum Cell {
    /** Answered by another endpoint. */
    OK {
        @Override
        void check(Outcome outcome, Stage stage, int status) {
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.status()).isEqualTo(200);
            assertThat(outcome.text()).isEqualTo("good");
            assertThat(stage.seenByOthers()).isEqualTo(1);
        }
    },
    /** An exception, and nobody else was asked. */
    FAILS {
        @Override
        void check(Outcome outcome, Stage stage, int status) {
            assertThat(outcome.status()).isZero();
            assertThat(outcome.failure()).isNotNull();
            assertThat(outcome.late()).isFalse();
            assertThat(stage.seenByOthers()).isZero();
        }
    },
    /** A gateway answers 504, and nobody else was asked. */
    LATE {
        @Override
        void check(Outcome outcome, Stage stage, int status) {
            assertThat(outcome.failure()).isNotNull();
            assertThat(outcome.late()).as("%s", outcome.failure()).isTrue();
            assertThat(stage.seenByOthers()).isZero();
        }
    },
    /** The status of the endpoint with the fault is the answer. */
    PASSED {
        @Override
        void check(Outcome outcome, Stage stage, int status) {
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.status()).isEqualTo(status);
            assertThat(stage.seenByOthers()).isZero();
        }
    },
    /** The head was good, the reader fails, and nobody else was asked. */
    READER_FAILS {
        @Override
        void check(Outcome outcome, Stage stage, int status) {
            assertThat(outcome.status()).isEqualTo(200);
            assertThat(outcome.failure()).isNotNull();
            assertThat(stage.seenByOthers()).isZero();
        }
    };

    abstract void check(Outcome outcome, Stage stage, int status);
}
