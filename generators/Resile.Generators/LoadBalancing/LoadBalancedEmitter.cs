using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Writes the client of a balanced contract, and its server skeleton.</summary>
internal static class LoadBalancedEmitter
{
    private const string Runtime = "global::Resile.LoadBalancing.";

    /// <summary>Writes the file.</summary>
    /// <returns>The source, or null where nothing can be generated for the contract.</returns>
    public static string? Emit(LoadBalancedModel model)
    {
        var contract = model.Contract;
        if (contract.Refusal is not null)
        {
            return null;
        }

        var writer = GeneratedFile.For("LoadBalanced", contract, $"{contract.Name}Balanced, {contract.Name}Skeleton", "Resile:Clients:" + contract.Name);
        writer.Line($"/// <summary>Calls <see cref=\"{contract.FullName}\"/> on the endpoints of \"{XmlDoc.Text(model.Service)}\", picked by {XmlDoc.Text(model.Policy)}.</summary>");
        GeneratedFile.Mark(writer, contract.IsObsolete);
        using (writer.Open($"internal sealed class {contract.Name}Balanced({model.Channel} channel)\n    : {contract.FullName}"))
        {
            writer.Line($"private readonly {model.Channel} _channel = channel;").Line();
            foreach (var operation in model.Operations)
            {
                EmitFacts(writer, operation, model.IsFramed);
            }

            EmitContract(writer, model);
            foreach (var operation in model.Operations)
            {
                EmitOperation(writer, operation, model.IsFramed);
            }

            RefusedMemberEmitter.Emit(writer, contract.RefusedMembers);
            foreach (var operation in model.Operations)
            {
                EmitCall(writer, operation, model.IsFramed);
            }
        }

        SkeletonEmitter.Emit(writer, model);
        return writer.ToString();
    }

    private static void EmitFacts(SourceWriter writer, BalancedOperationModel model, bool isFramed)
    {
        writer.Line($"/// <summary>What is known of <c>{model.Operation.PlainName}</c>.</summary>");
        writer.Line($"internal static readonly {Runtime}BalancedOperation {model.Operation.UniqueName}Operation =");
        using (writer.Indent())
        {
            var shape = isFramed ? Literal.Of(model.Signature) : $"{Literal.Of(model.Verb)}, {Literal.Of(model.Route)}";
            var facts = $"new({Literal.Of(model.Operation.PlainName)}, {shape})";
            var extras = new List<string>();
            if (model.Operation.Deadline is { } deadline)
            {
                extras.Add("Deadline = " + Literal.Of(deadline));
            }

            if (model.MaxExtraLoad is { } share)
            {
                extras.Add("MaxExtraLoad = " + Literal.Of(share));
            }

            if (model.Gather is { } gather && (gather.IsBroadcast || gather.Quorum > 0))
            {
                extras.Add(gather.IsBroadcast ? "IsBroadcast = true" : "Quorum = " + Literal.Of(gather.Quorum));
            }

            if (model.Arguments.Any(static argument => argument.Content is ContentForm.Stream or ContentForm.File or ContentForm.Files))
            {
                extras.Add("HasStream = true");
            }

            if (model.IsReplyNullable)
            {
                extras.Add("IsReplyNullable = true");
            }

            writer.Line(facts + (extras.Count == 0 ? ";" : " { " + string.Join(", ", extras) + " };"));
        }

        writer.Line();
    }

    private static void EmitContract(SourceWriter writer, LoadBalancedModel model)
    {
        writer.Line("/// <summary>Gets what is known of the contract.</summary>");
        writer.Line($"public static {Runtime}BalancedContract Contract {{ get; }} = new(");
        using (writer.Indent())
        {
            var facts = new[] { Literal.Of(model.Contract.Name), Literal.Of(model.Service), Literal.Of(model.Policy) }
                .Concat(model.Operations.Select(static operation => operation.Operation.UniqueName + "Operation"));
            var extras = new[]
            {
                model.IsFramed ? $"Transport = global::{KnownTypes.Transport}.{model.Transport}" : "", Alternate("Canary", model.Canary), Alternate("Shadow", model.Shadow),
            }.Where(static extra => extra.Length > 0).ToList();
            writer.Line(string.Join(",\n", facts) + ")" + (extras.Count == 0 ? ";" : " { " + string.Join(", ", extras) + " };"));
        }
    }

    private static string Alternate(string name, AlternateModel? alternate) =>
        alternate is null ? "" : $"{name} = new({Literal.Of(alternate.Service)}, {Literal.Of(alternate.Share)})";

    private static void EmitOperation(SourceWriter writer, BalancedOperationModel model, bool isFramed)
    {
        var operation = model.Operation;
        var send = model.Gather is { } gather ? gather.Method
            : (operation.IsStream ? "Stream" : model.Reply switch { ReplyForm.Plain => "Send", ReplyForm.Stream => "Open", ReplyForm.WholeStream => "OpenForReply", _ => "SendForReply" })
            + (model.MaxExtraLoad is not null ? "HedgedAsync" : model.MayRepeat ? "WithRetryAsync" : "Async");
        var reply = model.Gather is not null ? model.Gather.ElementType : model.Reply == ReplyForm.Plain ? operation.ResultType : model.ReplyValue;
        var types = reply is null ? operation.CallName : $"{operation.CallName}, {reply}";
        var call = Wrapped.Call(
            $"_channel.{send}<{types}>", [operation.UniqueName + "Operation", $"new({operation.Arguments})", operation.CancellationToken], operation.ReturnsTask ? ".AsTask()" : "");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"/// <remarks>{(isFramed ? XmlDoc.Text(model.Signature) : $"{model.Verb} {XmlDoc.Text(model.Route)}")}. " + Promise(model, isFramed) + "</remarks>");
        GeneratedFile.MarkObsolete(writer, operation.IsObsolete);
        writer.Line(operation.Head() + " =>");
        using (writer.Indent())
        {
            writer.Line(call + ";");
        }
    }

    // The arguments of a call, from which each attempt writes a request of its own. A struct: no call allocates for it.
    private static void EmitCall(SourceWriter writer, BalancedOperationModel model, bool isFramed)
    {
        var operation = model.Operation;
        var parameters = operation.DataParameters.Select(static parameter => parameter.Type + " " + parameter.Name);
        var request = operation.Free("request");
        writer.Line();
        writer.Line($"/// <summary>The arguments of one call of <c>{operation.PlainName}</c>.</summary>");
        GeneratedFile.MarkObsolete(writer, operation.IsObsolete);
        using (writer.Open(Wrapped.Call($"private readonly struct {operation.CallName}", parameters, $"\n    : {Runtime}{(isFramed ? "Wire.IFrameCall" : "Http.IHttpCall")}")))
        {
            writer.Line("/// <inheritdoc/>");
            using (writer.Open($"public void Write(ref {Runtime}{(isFramed ? "Wire.FrameRequestWriter" : "Http.HttpRequestWriter")} {request})"))
            {
                RequestEmitter.Emit(writer, model, request);
            }
        }
    }

    private static string Promise(BalancedOperationModel model, bool isFramed) =>
        model.Gather is not null ? model.Gather.Promise
        : model.MaxExtraLoad is not null ? "A call that fails, or takes unusually long, is sent again to another endpoint."
        : model.Operation.IsStream && model.MayRepeat ? "A call that fails before its first item is sent again to another endpoint."
        : model.MayRepeat ? "A call that fails is sent again to another endpoint."
        : isFramed ? "Not marked idempotent: sent again only if no byte of it has left, or it was not begun."
        : "Not marked idempotent: sent again only if no byte of it has left, or the server did nothing.";
}
