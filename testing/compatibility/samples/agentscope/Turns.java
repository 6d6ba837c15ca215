import io.agentscope.core.ReActAgent;
import io.agentscope.core.message.Msg;
import io.agentscope.core.message.MsgRole;
import io.agentscope.core.message.TextBlock;
import io.agentscope.core.message.ToolResultBlock;
import io.agentscope.core.message.ToolUseBlock;
import io.agentscope.core.model.ChatModelBase;
import io.agentscope.core.model.ChatResponse;
import io.agentscope.core.model.ChatUsage;
import io.agentscope.core.model.GenerateOptions;
import io.agentscope.core.model.ToolSchema;
import io.agentscope.core.tool.Tool;
import io.agentscope.core.tool.ToolParam;
import io.agentscope.core.tool.Toolkit;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;

/** A guest talks to an agent, which asks a tool for the weather. */
class Turns {

    public static class Weather {
        @Tool(name = "weather", description = "The weather in a city")
        public String weather(@ToolParam(name = "city", description = "The city") String city) {
            return "sunny in " + city;
        }
    }

    /** A model that first asks the tool for the city that the message ends with, then answers. */
    static class Model extends ChatModelBase {
        private int calls;

        @Override
        public String getModelName() {
            return "small-1";
        }

        @Override
        protected Flux<ChatResponse> doStream(List<Msg> messages, List<ToolSchema> tools, GenerateOptions options) {
            Msg last = messages.get(messages.size() - 1);
            ToolResultBlock result = last.getFirstContentBlock(ToolResultBlock.class);
            if (result != null) {
                String text = ((TextBlock) result.getOutput().get(0)).getText();
                return Flux.just(ChatResponse.builder()
                        .content(List.of(
                                TextBlock.builder().text("It is " + text).build()))
                        .usage(ChatUsage.builder()
                                .inputTokens(10 * messages.size())
                                .outputTokens(7)
                                .build())
                        .build());
            }
            String city = last.getTextContent().substring(last.getTextContent().lastIndexOf(' ') + 1);
            return Flux.just(ChatResponse.builder()
                    .content(List.of(ToolUseBlock.builder()
                            .id("call-" + ++calls)
                            .name("weather")
                            .input(Map.of("city", city))
                            .content("{\"city\":\"" + city + "\"}")
                            .build()))
                    .build());
        }
    }

    public static void main(String[] args) {
        ReActAgent agent = agent();
        System.out.println(
                agent.call(message("How is the weather in Rome")).block().getTextContent());
        System.out.println(agent.call(message("And in Oslo")).block().getTextContent());
    }

    static ReActAgent agent() {
        Toolkit tools = new Toolkit();
        tools.registerTool(new Weather());
        return ReActAgent.builder()
                .name("Guide")
                .model(new Model())
                .toolkit(tools)
                .build();
    }

    static Msg message(String text) {
        return Msg.builder()
                .name("guest")
                .role(MsgRole.USER)
                .content(TextBlock.builder().text(text).build())
                .build();
    }
}
