import io.agentscope.core.ReActAgent;
import io.agentscope.core.agent.Event;
import io.agentscope.core.agent.StreamOptions;
import io.agentscope.core.message.Msg;
import io.agentscope.core.message.TextBlock;
import io.agentscope.core.model.ChatModelBase;
import io.agentscope.core.model.ChatResponse;
import io.agentscope.core.model.ChatUsage;
import io.agentscope.core.model.GenerateOptions;
import io.agentscope.core.model.ToolSchema;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Guests are answered part by part; one is refused, and one has enough after the first part. */
class Streams {

    /** A model that gives its answer in parts, on another thread. */
    static final class Model extends ChatModelBase {

        @Override
        public String getModelName() {
            return "small-2";
        }

        @Override
        protected Flux<ChatResponse> doStream(List<Msg> messages, List<ToolSchema> tools, GenerateOptions options) {
            if (messages.get(messages.size() - 1).getTextContent().equals("Fail")) {
                return Flux.error(new IllegalStateException("HTTP 500"));
            }
            return Flux.just(
                            part("It ", null),
                            part(
                                    "is noon",
                                    ChatUsage.builder()
                                            .inputTokens(10)
                                            .outputTokens(5)
                                            .build()))
                    .subscribeOn(Schedulers.boundedElastic());
        }

        private static ChatResponse part(String text, ChatUsage usage) {
            return ChatResponse.builder()
                    .id("answer")
                    .content(List.of(TextBlock.builder().text(text).build()))
                    .usage(usage)
                    .build();
        }
    }

    private static Flux<Event> ask(ReActAgent agent, String message) {
        return agent.stream(List.of(Turns.message(message)), StreamOptions.defaults());
    }

    public static void main(String[] args) {
        System.out.println(ask(Turns.agent(), "How is the weather in Rome")
                        .collectList()
                        .block()
                        .size()
                > 0);
        ReActAgent clerk = ReActAgent.builder().name("Clerk").model(new Model()).build();
        System.out.println(
                "alice: " + (ask(clerk, "What time is it").collectList().block().size() > 1));
        try {
            ask(clerk, "Fail").blockLast();
            System.out.println("bob: nothing");
        } catch (RuntimeException refused) {
            System.out.println("bob: refused");
        }
        ReActAgent other = ReActAgent.builder().name("Other").model(new Model()).build();
        System.out.println("carol: "
                + ask(other, "What time is it").blockFirst().getMessage().getTextContent());
    }
}
