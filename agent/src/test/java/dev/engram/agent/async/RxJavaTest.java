package dev.engram.agent.async;

import static dev.engram.agent.weave.Recording.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.engram.agent.rule.Operation;
import dev.engram.agent.weave.Recording;
import dev.engram.agent.weave.Recording.Seen;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A call that returns one of RxJava's types, or a Flow.Publisher, is one span for each subscription")
@Timeout(60)
class RxJavaTest {

    /** A store whose results are of every type. */
    public static class Shelf {
        final AtomicInteger disposed = new AtomicInteger();

        public Single<String> single(String key) {
            return Single.just("v");
        }

        public Maybe<String> maybe(String key) {
            return Maybe.empty();
        }

        public Completable store(String key) {
            return Completable.complete();
        }

        public Completable failing(String key) {
            return Completable.error(new IllegalStateException("down"));
        }

        public Flowable<Integer> flowable(String pattern) {
            return Flowable.range(1, 1000);
        }

        public Observable<Integer> observable(String pattern) {
            return Observable.range(1, 3);
        }

        public Single<String> never(String key) {
            return Single.<String>never().doOnDispose(disposed::incrementAndGet);
        }

        public io.reactivex.Single<String> olderSingle(String key) {
            return io.reactivex.Single.just("older");
        }

        public io.reactivex.Flowable<Integer> olderFlowable(String pattern) {
            return io.reactivex.Flowable.range(1, 2);
        }

        public Flow.Publisher<String> publisher(SubmissionPublisher<String> own) {
            return own;
        }
    }

    private final Shelf shelf = new Shelf();
    private final Recording recording = new Recording(
            false,
            rule(Shelf.class, "single", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "maybe", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "store", Operation.STORE, "key", "arg0"),
            rule(Shelf.class, "failing", Operation.STORE, "key", "arg0"),
            rule(Shelf.class, "flowable", Operation.SEARCH, "pattern", "arg0"),
            rule(Shelf.class, "observable", Operation.SEARCH, "pattern", "arg0"),
            rule(Shelf.class, "never", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "olderSingle", Operation.RETRIEVE, "key", "arg0"),
            rule(Shelf.class, "olderFlowable", Operation.SEARCH, "pattern", "arg0"),
            rule(Shelf.class, "publisher", Operation.SEARCH));

    @AfterEach
    void close() throws InterruptedException {
        recording.close();
    }

    private Seen only() {
        assertThat(recording.seen()).hasSize(1);
        assertThat(recording.async().waiting()).isZero();
        return recording.seen().get(0);
    }

    @Test
    @DisplayName("a Single has a value, at each subscription")
    void single() {
        Single<String> single = shelf.single("k");
        assertThat(recording.seen()).isEmpty();
        single.test().assertResult("v");
        single.test().assertResult("v");
        assertThat(recording.seen()).extracting(Seen::value).containsExactly("v", "v");
        assertThat(recording.seen()).extracting(Seen::found).containsOnly((byte) 1);
    }

    @Test
    @DisplayName("an empty Maybe is a miss")
    void maybe() {
        shelf.maybe("k").test().assertResult();
        assertThat(only().found()).isZero();
    }

    @Test
    @DisplayName("a Completable ends")
    void completable() {
        shelf.store("k").test().assertComplete();
        assertThat(only().thrown()).isNull();
    }

    @Test
    @DisplayName("an error is the operation's")
    void failing() {
        shelf.failing("k").test().assertError(IllegalStateException.class);
        assertThat(only().thrown()).hasMessage("down");
    }

    @Test
    @DisplayName("a Flowable is counted, and keeps its backpressure")
    void flowable() {
        TestSubscriber<Integer> subscriber = shelf.flowable("%").test(10);
        subscriber.assertValueCount(10).assertNotComplete();
        assertThat(recording.seen()).isEmpty();
        subscriber.request(Long.MAX_VALUE);
        subscriber.assertComplete();
        assertThat(only().resultCount()).isEqualTo(1000);
    }

    @Test
    @DisplayName("an Observable is counted")
    void observable() {
        shelf.observable("%").test().assertResult(1, 2, 3);
        assertThat(only().resultCount()).isEqualTo(3);
    }

    @Test
    @DisplayName("one that is disposed of is cancelled, and its source is told")
    void disposed() {
        TestObserver<String> observer = shelf.never("k").test();
        observer.dispose();
        assertThat(only().thrown()).isInstanceOf(CancellationException.class);
        assertThat(shelf.disposed).hasValue(1);
    }

    @Test
    @DisplayName("RxJava 2 likewise")
    void older() {
        shelf.olderSingle("k").test().assertResult("older");
        assertThat(only().value()).isEqualTo("older");
        shelf.olderFlowable("%").test().assertResult(1, 2);
        assertThat(recording.seen().get(1).resultCount()).isEqualTo(2);
    }

    /** Asks for everything. */
    private static final class Everything implements Flow.Subscriber<String> {
        private final List<String> items = new ArrayList<>();
        private boolean isComplete;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String item) {
            items.add(item);
        }

        @Override
        public void onError(Throwable thrown) {
            throw new AssertionError(thrown);
        }

        @Override
        public void onComplete() {
            isComplete = true;
        }
    }

    @Test
    @DisplayName("the JDK's own Flow.Publisher is counted")
    void publisher() {
        Everything everything = new Everything();
        try (SubmissionPublisher<String> own = new SubmissionPublisher<>(Runnable::run, 8)) {
            shelf.publisher(own).subscribe(everything);
            own.submit("a");
            own.submit("b");
            assertThat(recording.seen()).isEmpty();
        }
        assertThat(everything.items).containsExactly("a", "b");
        assertThat(everything.isComplete).isTrue();
        assertThat(only().resultCount()).isEqualTo(2);
    }
}
